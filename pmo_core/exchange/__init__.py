"""How files come in and go out: read as text, mapped, typed, reconciled; exported."""

from pmo_core.exchange.contents import Content as Content
from pmo_core.exchange.contents import list_contents as list_contents
from pmo_core.exchange.reader import open_table as open_table
from pmo_core.exchange.reader import read_table as read_table

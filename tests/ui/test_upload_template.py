"""The templates that the upload page offers."""

import pytest

from pmo_core.exchange import read_table
from pmo_core.exchange.export import csv_bytes
from pmo_core.exchange.guess import FROM_FILES, guess, guess_register
from pmo_core.model import REGISTERS
from pmo_core.ui.upload_tables import fields_of, template


@pytest.mark.parametrize("register", FROM_FILES)
def test_a_template_is_understood_as_what_it_is_for(register: str) -> None:
    """A filled-in template needs no correction: its register and all of its needed fields."""
    table = read_table(csv_bytes(template(register)), name=f"{register}_template.csv")
    assert guess_register(table)[0][0] == register
    fields = guess(table, register).mapping.fields
    for name, info in REGISTERS[register].model_fields.items():
        if info.is_required() and name != "source":
            assert name in fields, name


@pytest.mark.parametrize("register", FROM_FILES)
def test_every_field_is_explained_with_an_example(register: str) -> None:
    """No field of a template stands there without its meaning."""
    fields = fields_of(register)
    assert fields.height
    assert (fields["meaning"] != "").all()
    assert (fields["example"] != "").all()

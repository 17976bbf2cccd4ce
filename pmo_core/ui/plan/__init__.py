"""Planning: what the pages of the section share."""

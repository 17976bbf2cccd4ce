"""What the pages of the section Track share: where projects stand."""

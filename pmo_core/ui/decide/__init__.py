"""What the pages of the section Decide share."""

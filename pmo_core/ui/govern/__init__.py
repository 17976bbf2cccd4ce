"""What the pages of the section Govern share."""

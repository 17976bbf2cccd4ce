"""What the pages of the section Learn share: what closed projects teach."""

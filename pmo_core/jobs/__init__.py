"""What is done end to end, without a browser: upload, export, demonstration."""

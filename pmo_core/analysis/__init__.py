"""What it means: pure functions, frames in, frames out."""

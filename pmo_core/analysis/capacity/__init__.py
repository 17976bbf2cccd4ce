"""Who is asked for and who is there: load, the proof that a plan has people, ways out, staffing."""

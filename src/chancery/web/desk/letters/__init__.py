"""Letters on their way to the record: written, looked over, approved, released."""

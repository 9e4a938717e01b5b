"""What candidate search is measured with: letters, copies of them, an index of its own, other people's."""

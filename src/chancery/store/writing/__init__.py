"""What stands beside the drafts: notes, reasons, hours of release, charters on their way; at rest."""

"""Who works at the Desk: officers, their keys, their invitations; at rest."""

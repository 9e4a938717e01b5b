"""What both faces for programs share: how a refusal is told, how a request is read, what the document says.

There is no cookie here and no session: whoever asks the Counter is nobody in particular,
and whoever asks the Desk brings an access key.  Rules are the registry's, here as on pages.
"""

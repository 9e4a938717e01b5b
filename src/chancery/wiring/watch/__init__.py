"""Watching a house from outside: is it ready, how much does it do, what went wrong.

`settings` is what a house allows, `readiness` what must stand before a face of it may be
asked, `figures` and `counted` what Prometheus fetches, `port` the place where it fetches
them, `diary` the lines of JSON, `traces` what OpenTelemetry is sent.  None of it is loaded
where nobody asked for it.
"""

"""The demo's story, from the TOML files under `seeds/` to the desk and the record.

Everything goes through the verbs that editors use. What stands already is left as it is, so that
loading twice changes nothing; what fails leaves nothing half-loaded.
"""

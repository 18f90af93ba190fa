"""Views as bytes: calendars, tables, documents. A format is a file found by its name."""

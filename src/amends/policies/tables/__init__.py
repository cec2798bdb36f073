"""Decision tables: packs of typed facts, rows and outcomes, judged, analysed and held above a floor. Pure."""

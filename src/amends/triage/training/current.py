"""Whether there is anything to learn: asked without the libraries that learning needs."""

from amends.triage.judgement import Script
from amends.triage.trained import model_file, sources_of
from amends.triage.training.material import sources


def is_current(script: Script) -> bool:
    """Whether the trained file is that of the packs and the code."""
    return sources_of(model_file(script)) == sources(script)

"""Documents in, a Mandarin podcast out.

The rooms in the order of the work: ``text`` (a document becomes sentences), ``reading`` (sentences get
a pronunciation), ``voice`` (readings become sound), ``studio`` (sound becomes an episode) and
``publish`` (episodes become feeds and pages). ``build`` alone knows that order.
"""

__version__ = "0.1.0"

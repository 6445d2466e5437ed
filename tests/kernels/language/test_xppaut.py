"""XPPAUT's files share the extension: they are recognised, ours are not mistaken for them."""

from __future__ import annotations

import pytest
from mutations import GOOD_FILES

from kernels.language.syntax.document import parse_document
from kernels.language.xppaut.xppaut import looks_like_xppaut

XPPAUT = (
    "# Morris-Lecar\np i=100, gca=4.4, vk=-84\nv'=(i-gca*m*(v-1))/20\nw'=0.04*(0.5-w)\n@ total=200\ndone\n",
    "params a=0.02,b=0.2\ndv/dt=0.04*v^2+5*v+140-u\nglobal 1 v-30 {v=-65}\ninit v=-65,u=-13\n@ total=500,dt=.1\ndone",
    "x(t+1)=r*x*(1-x)\npar r=3.8\ninit x=.2\n@ meth=discrete\n",
    "V' = -V\r\nPAR a=3\r\nDONE\r\n",
)

OURS = (
    *GOOD_FILES,
    "par = 3\ninit = 2\ndone = 1\n",
    "# par a=3\n# init v=3\n# done\n# @ total=3\ndv/dt = -v\n",
    "p : 1\nd : 1\ninit: v = 3\nset: 1\n",
    "",
)


@pytest.mark.parametrize("text", XPPAUT)
def test_an_xppaut_file_has_one_diagnostic(text: str):
    assert looks_like_xppaut(text)
    document, problems = parse_document(text)
    assert document.statements == ()
    assert [problem.code for problem in problems] == ["ODE010"]


@pytest.mark.parametrize("text", OURS)
def test_our_files_are_no_xppaut(text: str):
    assert not looks_like_xppaut(text)

"""XPPAUT's files in our language: the same equations, and nothing lost silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.language import analyse
from kernels.language.xppaut.xppaut_conversion import from_xppaut

MORRIS_LECAR = """\
# Morris-Lecar
# run: a remark that is no directive
dv/dt = ( I - gca*minf(V)*(V-Vca)-gk*w*(V-VK)-gl*(V-Vl)+s(t))/c
dw/dt = phi*(winf(V)-w)/tauw(V)
v(0)=-16
w(0)=0.014915
minf(v)=.5*(1+tanh((v-v1)/v2))
winf(v)=.5*(1+tanh((v-v3)/v4))
tauw(v)=1/cosh((v-v3)/(2*v4))
param vk=-84,vl=-60,vca=120
param i=0,gk=8,gl=2,c=20
param v1=-1.2,v2=18
param v3=2,v4=30,phi=.04,gca=4.4
s(t)=alpha*(if(t<2)then(heav(t-1))else(if(t>8)then(1)else(0)))
par alpha=0 , e=3
aux ica=gca*minf(v)*(v-vca)*e
table foo bar.tab
@ total=150,dt=.25,xlo=-75,xhi=45,ylo=-.25,yhi=.5
done
nothing below counts
"""
IZHIKEVICH = """\
params a=0.02,b=0.2
dv/dt=0.04*v^2+5*v+140-u
u'=a*(b*v-u)
global 1 v-30 {v=-65;u=u+8}
init v=-65,u=-13
@ total=500,dt=.1,meth=euler
done
"""


def converted(text: str) -> str:
    result = from_xppaut(text)
    assert result is not None
    return result


def test_morris_lecar_becomes_a_model_without_errors() -> None:
    result = converted(MORRIS_LECAR)
    model = analyse(result).model
    assert model is not None, analyse(result).diagnostics
    assert [state.name for state in model.states] == ["v", "w"]
    assert {item.name: item.default for item in model.parameters}["phi"] == 0.04
    assert (model.run.duration, model.run.dt, model.run.method) == (150.0, 0.25, "rk4")
    assert "# XPPAUT, not converted: table foo bar.tab" in result
    assert "nothing below" not in result
    assert "where(t_ < 2, heaviside(t_ - 1), where(t_ > 8, 1, 0))" in result


def test_names_that_we_have_reserved_get_another() -> None:
    result = converted(MORRIS_LECAR)
    assert "e_" in result
    assert "s(t_)" in result
    assert "s(t))" in result  # the call is with the time


def test_an_event_upwards_is_threshold_and_reset() -> None:
    model = analyse(converted(IZHIKEVICH)).model
    assert model is not None
    assert model.threshold is not None
    assert [update.name for update in model.reset] == ["v", "u"]
    assert model.run.method == "euler"


def test_a_map_counts_steps() -> None:
    model = analyse(converted("x(t+1)=r*x*(1-x)\npar r=3.8\ninit x=.2\n@ meth=discrete\n")).model
    assert model is not None
    assert model.time_unit == "step"
    assert model.states[0].kind == "map"


@pytest.mark.parametrize(
    "line", ["x'=delay(x,3)", "x[1..3]'=-x[j]", "x'=sum(0,3)of(shift(x,i'))", "markov z 2", "global 0 x {x=1}"]
)
def test_what_has_no_counterpart_stays_as_a_comment(line: str) -> None:
    assert f"# XPPAUT, not converted: {line}" in converted(f"{line}\ny'=-y\ninit y=1\ndone\n")


def test_noise_is_xi() -> None:
    assert "xi_w" in converted("v'=-v+s*w\nwiener w\npar s=1\ndone\n").splitlines()[0] + "xi_w"
    assert "xi_w" in converted("wiener w\nv'=-v+s*w\npar s=1\ndone\n")


def test_a_text_without_dynamics_is_not_converted() -> None:
    assert from_xppaut("par a=1\ndone\n") is None


@given(st.text(alphabet="xv'dt/=(+1)0 ifthenls,\n#@{}\\;wpar", max_size=300))
def test_any_text_is_converted_or_not(text: str) -> None:
    result = from_xppaut(text)
    if result is not None:
        analyse(result)

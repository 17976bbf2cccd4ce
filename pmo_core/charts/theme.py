"""One palette, one number format.

Colors come from the theme of the page (`.streamlit/config.toml`), so that charts are right in light
and dark: a chart only fixes the order of the names. The first three theme colors are, everywhere,
actual, planned and forecast.
"""

from decimal import Decimal
from typing import Any

MEASURES = ("Actual", "Planned", "Forecast")
"""Names of the measures in the order of the theme's first three colors."""

COMMITTED = "Committed"
"""Name of the measure that has the fourth color, where it is drawn beside the three."""

HEIGHT = 320
"""Height of a chart in pixels."""

CANVAS_FROM = 500
"""Number of marks from which a canvas is faster in the browser than SVG."""

_UNITS = ((1e12, " T"), (1e9, " B"), (1e6, " M"), (1e3, " k"))


def short(value: float | Decimal | None, unit: str = "") -> str:
    """Return a number as people say it: three significant digits and a unit.

    Parameters
    ----------
    value : float, Decimal or None
        None (not known) gives "n/a", never 0.
    unit : str
        Currency code or unit, put behind the number.

    Examples
    --------
    >>> short(12_345_678, "EUR"), short(-1_500), short(999.6), short(0.4), short(None)
    ('12.3 M EUR', '-1.5 k', '1 k', '0.4', 'n/a')
    """
    if value is None:
        return "n/a"
    number = float(value)
    rounded = float(f"{abs(number):.3g}")
    scale, suffix = next(((s, u) for s, u in _UNITS if rounded >= s), (1.0, ""))
    digits = f"{rounded / scale:.6g}"
    sign = "-" if number < 0 and rounded else ""
    return f"{sign}{digits}{suffix}{' ' + unit if unit else ''}"


def short_expression(field: str) -> str:
    """Return the Vega expression that writes a field as `short` does.

    Parameters
    ----------
    field : str
        A Vega expression for the number, such as `datum.value`. Never text from a user.

    Examples
    --------
    >>> short_expression("datum.value").count("format(")
    5
    """
    steps = "".join(
        f"abs({field}) >= {scale * 0.9995:.6g} ? "
        f"format({field} / {scale:.0e}, '.3~r') + '{unit}' : "
        for scale, unit in _UNITS
    )
    return f"{steps}format({field}, '.3~r')"


def axis_expression() -> str:
    """Return the Vega expression that writes the tick of an axis: "0", "1.2 M", "341.5 k".

    It rewrites the label that the axis itself made with the format "~s": the same unit for all
    ticks and as many digits as tell neighbors apart. Numbers below one keep their zero ("0.5").

    Examples
    --------
    >>> axis_expression().count("datum.value")
    3
    """
    spaced = "replace(replace(datum.label, 'G', 'B'), regexp('([kMBT])$'), ' $1')"
    return (
        "datum.value === 0 ? '0' : test(regexp('[mµ]'), datum.label) ? "
        f"format(datum.value, abs(datum.value) < 1e-3 ? '~e' : '~g') : {spaced}"
    )


def configured(spec: dict[str, Any], n_marks: int = 0) -> dict[str, Any]:
    """Return the spec with what all charts share: quiet grid, no frame, renderer by size.

    Parameters
    ----------
    spec : dict
        A Vega-Lite spec without data.
    n_marks : int
        Number of marks that the data will draw.
    """
    renderer = {"renderer": "canvas"} if n_marks > CANVAS_FROM else {"renderer": "svg"}
    bare: dict[str, Any] = _without_data(spec)
    return bare | {
        "background": "transparent",
        "usermeta": {"embedOptions": renderer | {"actions": False}},
        "config": {
            "view": {"stroke": None},
            "axis": {"labelLimit": 220, "titleFontWeight": "normal"},
            "axisX": {"grid": False},
            "legend": {
                "orient": "top",
                "title": None,
                "labelLimit": 150,
                "columns": 3,
                "padding": 0,
                "offset": 10,
                "symbolSize": 70,
                "symbolOpacity": 1,
            },
            "title": {"anchor": "start", "fontSize": 15, "offset": 10},
        },
    }


def _without_data(spec: Any) -> Any:
    """Drop data and configuration, also of layers: rows travel as a frame."""
    if isinstance(spec, list):
        return [_without_data(part) for part in spec]
    if not isinstance(spec, dict):
        return spec
    dropped = ("config", "$schema", "data", "datasets")
    return {key: _without_data(part) for key, part in spec.items() if key not in dropped}

"""How long a project will take: the nine EAC(t) of the literature, IEAC(t) and TSPI.

Three ways to measure the work done in time, each with three performance factors PF for the rest:
planned value (Anbari), earned duration (Jacob), earned schedule (Lipke); collected in Vandevoorde
and Vanhoucke, A comparison of different project duration forecasting methods (2006). Times are in
one unit of working time since the start.
"""

import polars as pl

from pmo_core.analysis.earned_value import ratio

EACS_T = (
    "eac_t_pv_1", "eac_t_pv_spi", "eac_t_pv_sci", "eac_t_ed_1", "eac_t_ed_spi", "eac_t_ed_sci",
    "eac_t_es_1", "eac_t_es_spi_t", "eac_t_es_sci_t",
)  # fmt: skip
"""The nine forms; the last part of the name is the performance factor of the rest."""


def time_forecasts(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the forecasts of the duration.

    Parameters
    ----------
    frame : polars.DataFrame
        As `earned_value.indices` gives it, with `es_days`, `at_days` and `pd_days` (null = not
        known).

    Returns
    -------
    polars.DataFrame
        With `tspi` = (PD - ES) / (PD - AT), null once the planned time is used up; `ieac_t_days` =
        PD / SPI(t); and the `EACS_T`, all Float64:
        PV forms: PD - SV x PD / BAC; PD / SPI; PD / SCI, where SCI = CPI x SPI;
        ED forms: AT + (max(PD, AT) - ED) / PF, where ED = AT x SPI;
        ES forms: AT + (PD - ES) / PF with PF 1, SPI(t), SCI(t) = CPI x SPI(t).

    Examples
    --------
    >>> from pmo_core.analysis.earned_value import indices
    >>> row = pl.DataFrame({"bac": [100.0], "pv": [60.0], "ev": [45.0], "ac": [55.0],
    ...     "es_days": [2.5], "at_days": [3.0], "pd_days": [5.0]})
    >>> found = time_forecasts(indices(row))
    >>> found.select("tspi", "ieac_t_days", "eac_t_es_1", "eac_t_pv_1").row(0)
    (1.25, 6.0, 5.5, 5.75)
    """
    pd, es, at = pl.col("pd_days"), pl.col("es_days"), pl.col("at_days")
    cpi, spi, spi_t = pl.col("cpi"), pl.col("spi"), pl.col("spi_t")
    one = pl.lit(1.0)
    earned = at * spi
    still = pl.when(at > pd).then(at).otherwise(pd) - earned
    return frame.with_columns(
        tspi=pl.when(pd > at).then((pd - es) / (pd - at)),
        ieac_t_days=ratio(pd, spi_t),
        eac_t_pv_1=pd - pl.col("sv") * ratio(pd, pl.col("bac")),
        eac_t_pv_spi=ratio(pd, spi),
        eac_t_pv_sci=ratio(pd, cpi * spi),
        **{f"eac_t_ed_{name}": at + ratio(still, factor) for name, factor in {
            "1": one, "spi": spi, "sci": cpi * spi}.items()},
        **{f"eac_t_es_{name}": at + ratio(pd - es, factor) for name, factor in {
            "1": one, "spi_t": spi_t, "sci_t": cpi * spi_t}.items()},
    )  # fmt: skip


__all__ = ["EACS_T", "time_forecasts"]

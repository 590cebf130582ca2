"""A carrier's CSV: 运单号, 状态, 时间, 说明; what cannot be read is told line by line."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from handlers.domain.tracking import Report, Scan, Status, by_word, possible
from storage.csv_file import BadRow, read_csv

COLUMNS = ("运单号", "状态", "时间", "说明")
_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")


def read_reports(path: Path, zone: ZoneInfo, latest: datetime) -> tuple[list[tuple[int, Report]], list[BadRow]]:
    """One report a waybill with the line of its newest row, and every row that needs a look.

    A status that is not known is kept as 待核, and told; so is a time after `latest`, which has not been yet.
    """
    found = read_csv(path, COLUMNS, COLUMNS[:3])
    reports: dict[str, tuple[int, Report]] = {}
    for line, row in found.rows:
        number, said, at = row["运单号"].upper(), row["状态"], _instant(row["时间"], zone)
        if not 6 <= len(number) <= 32 or not number.isalnum() or not number.isascii():
            found.complain(line, "运单号", f"“{row['运单号'][:20]}”不像运单号", "应是 6 到 32 位字母和数字")
            continue
        if at is None:
            found.complain(line, "时间", f"“{row['时间'][:20]}”看不懂", "请写成 2026-03-10 09:30")
            continue
        if at > latest:
            found.complain(line, "时间", f"“{row['时间'][:20]}”还没到", "请核对日期")
            continue
        status = by_word(said)
        if status is Status.UNKNOWN:
            found.complain(line, "状态", f"不认识“{said[:20]}”,记为待核", "可写:在途、派件、签收、拒签、疑难、退回")
        scan = Scan(at, row.get("说明", "") or said)
        own = Report(number, status, said, (scan,), "csv")
        known = reports.get(number)
        if known is None:
            reports[number] = (line, own)
            continue
        newest = known[1].last
        later = newest is None or scan.at >= newest.at
        base = (line, own) if later else known
        reports[number] = (base[0], replace(base[1], scans=(*known[1].scans, scan)))
    return list(reports.values()), found.bad


def _instant(text: str, zone: ZoneInfo) -> datetime | None:
    for form in _FORMS:
        try:
            at = datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
        return at if possible(at) else None
    return None

"""Why a row or a file was refused and how to mend it, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass

from zhouji.pool.catalogue import Field, Match


@dataclass(frozen=True)
class Reason:
    """A reason code with its wording and its mend."""

    code: str
    zh: str
    en: str
    mend_zh: str
    mend_en: str


def of_row(code: str) -> Reason:
    """A reason that concerns a whole row."""
    return _ROW[code]


def of_cell(code: str, field: Field) -> Reason:
    """A reason that concerns one cell, with the values its field allows."""
    zh, en, mend_zh, mend_en = _CELL[code]
    allowed = {
        "codes": "、".join(field.codes or {}),
        "low": "-" if field.min is None else str(field.min),
        "high": "-" if field.max is None else str(field.max),
    }
    return Reason(code, zh, en, mend_zh.format(**allowed), mend_en.format(**allowed))


def of_file(code: str, **details: object) -> Reason:
    """A reason that concerns a whole file."""
    zh, en, mend_zh, mend_en = (text.format(**details) for text in _FILE[code])
    return Reason(code, zh, en, mend_zh, mend_en)


def of_match(found: Match) -> Reason:
    """Why headers fit no dataset: the nearest one, the headers missing and those not known."""
    if found.ambiguous:
        return of_file("ambiguous", names="、".join(found.ambiguous))
    if found.nearest is None:
        return of_file("no_dataset_of_department")
    parts = (
        ("缺少", "missing", found.missing),
        ("未知", "unknown", found.unknown),
        ("重复", "twice", found.twice),
    )
    return of_file(
        "unknown_headers",
        zh=found.nearest.zh,
        en=found.nearest.en,
        faults_zh="；".join(f"{zh}：{'、'.join(names)}" for zh, _, names in parts if names),
        faults_en="; ".join(f"{en}: {', '.join(names)}" for _, en, names in parts if names),
    )


_ROW = {
    "totals_row": Reason(
        "totals_row",
        "合计行，不是记录",
        "a totals row, not a record",
        "无需处理；下次可删去合计行",
        "nothing to do; leave totals rows out next time",
    ),
    "repeated_header": Reason(
        "repeated_header",
        "重复的表头，不是记录",
        "the header again, not a record",
        "无需处理；下次只保留一行表头",
        "nothing to do; keep one header row next time",
    ),
    "no_subject": Reason(
        "no_subject",
        "身份证号和姓名都为空",
        "neither an ID number nor a name",
        "补上身份证号或姓名",
        "give the ID number or the name",
    ),
    "too_many_cells": Reason(
        "too_many_cells",
        "单元格多于表头列数",
        "more cells than the header has columns",
        "检查该行的分隔符；含分隔符的内容加英文双引号",
        "check the row's delimiters; quote contents that hold one",
    ),
    "damaged_characters": Reason(
        "damaged_characters",
        "有无法识别的字符",
        "characters that can't be read",
        "在原系统中核对该项，按 UTF-8 重新导出",
        "check the cell at its source and export again as UTF-8",
    ),
    "broken_quotes": Reason(
        "broken_quotes",
        "该行双引号不成对",
        "quotation marks of the row don't match",
        "补全或删去双引号后重新导出",
        "close or remove the quotation marks and export again",
    ),
}

_CELL = {
    "missing": ("必填项为空", "a required cell is empty", "补填该项", "fill the cell"),
    "bad_date": (
        "不是有效日期",
        "not a date",
        "改为 2025-09-30 这样的日期",
        "write the date like 2025-09-30",
    ),
    "bad_month": (
        "不是有效月份",
        "not a month",
        "改为 2025-09 这样的月份",
        "write the month like 2025-09",
    ),
    "bad_number": (
        "不是有效数字",
        "not a number of this kind",
        "只填数字，不带文字",
        "give the figure alone, without words",
    ),
    "bad_bool": ("不是“是”或“否”", "neither yes nor no", "填“是”或“否”", "write 是 or 否"),
    "unknown_code": (
        "不在允许的选项内",
        "not one of the allowed values",
        "改为：{codes}",
        "use one of: {codes}",
    ),
    "out_of_range": (
        "超出允许范围",
        "outside the allowed range",
        "核对后改为 {low} 至 {high} 之间的数",
        "check the figure; it must lie within {low} to {high}",
    ),
}

_FILE = {
    "not_a_table": (
        "不支持的文件类型",
        "not a kind of file that is taken in",
        "请交 CSV 或 Excel（.csv .xlsx .xls）文件",
        "hand in a CSV or Excel file (.csv .xlsx .xls)",
    ),
    "empty": ("文件没有内容", "the file is empty", "重新导出后再交", "export it again"),
    "no_department": (
        "路径中没有部门文件夹",
        "no department folder in the file's path",
        "把文件放入部门代码文件夹，如 D01",
        "put the file into a folder called by the department's code, like D01",
    ),
    "no_dataset_of_department": (
        "该部门在目录中没有数据集",
        "the catalogue has no dataset of this department",
        "核对部门文件夹，或先在目录中登记数据集",
        "check the department folder, or enter the dataset in the catalogue first",
    ),
    "no_header": (
        "前 30 行内没有找到表头",
        "no header found in the first 30 rows",
        "保留一行表头，列名与数据目录一致",
        "keep one header row with the catalogue's column names",
    ),
    "unknown_headers": (
        "表头与目录不符；最接近“{zh}”。{faults_zh}",
        "the header fits no dataset; the nearest is {en}. {faults_en}",
        "改正列名，删去多余列（或在数据目录中登记别名），再重新提交",
        "correct the column names, take extra columns out (or enter an alias in the catalogue)",
    ),
    "ambiguous": (
        "表头同时符合多个数据集：{names}",
        "the header fits several datasets: {names}",
        "补全该数据集的所有列后再交",
        "hand the file in with all columns of its dataset",
    ),
    "several_datasets": (
        "工作表“{sheet}”属于另一数据集",
        "sheet {sheet} belongs to another dataset",
        "每个文件只放一个数据集",
        "keep one dataset a file",
    ),
    "sheet_without_header": (
        "工作表“{sheet}”：{why_zh}",
        "sheet {sheet}: {why_en}",
        "改正或删去该工作表：{mend_zh}",
        "correct the sheet or take it out: {mend_en}",
    ),
    "unreadable_text": (
        "文字编码无法识别（第 {byte} 字节）",
        "the text is neither UTF-8, UTF-16 nor GB18030 (byte {byte})",
        "另存为 UTF-8 的 CSV 再交",
        "save it as CSV in UTF-8 and hand it in again",
    ),
    "cell_too_long": (
        "有单元格超过 128 KB，可能是双引号未闭合",
        "a cell is longer than 128 KB; a quotation mark may be open",
        "检查双引号后重新导出",
        "check the quotation marks and export again",
    ),
    "hostile": (
        "表格文件不安全：{detail_zh}",
        "the spreadsheet isn't safe to open: {detail_en}",
        "在 Excel 中另存为新的 .xlsx，或导出为 CSV",
        "save it afresh as .xlsx in a spreadsheet program, or export CSV",
    ),
    "unreadable_sheet": (
        "表格文件打不开",
        "the spreadsheet can't be opened",
        "检查文件是否完整、是否加密；也可导出为 CSV",
        "check that it is whole and not encrypted; or export CSV",
    ),
    "over_limits": (
        "读取该文件超出内存或时间限制",
        "reading the file took more memory or time than is allowed",
        "拆成较小的文件，或导出为 CSV",
        "split it into smaller files, or export CSV",
    ),
    "reader_failed": (
        "读取程序在该文件上出错",
        "the reading program failed on this file",
        "另存为新的文件或导出为 CSV；仍不行请联系运维",
        "save it afresh or export CSV; if that doesn't help, tell the operator",
    ),
    "gone": (
        "文件已不在原处，可能已由另一次任务取走",
        "the file is no longer there; another run may have taken it",
        "查看收据；没有收据时请重新放入",
        "look for its receipt; put it there again if there is none",
    ),
    "unreadable": (
        "无法读取（{detail}）",
        "it can't be read: {detail}",
        "检查权限后再次运行，或重新放入文件",
        "give the program's user the right to read it, or put the file there again",
    ),
    "not_a_file": (
        "不是普通文件（管道、套接字或设备）",
        "it is a pipe, a socket or a device, not a file",
        "放入文件本身",
        "put a file in its place",
    ),
    "link": (
        "是链接，不跟随",
        "it is a link, and links are not followed",
        "放入文件本身；或用 zhouji ingest 指明它",
        "put the file itself there, or name it: zhouji ingest PATH",
    ),
    "leftover": (
        "其他程序的临时文件，不是数据",
        "another program's temporary file, not a delivery",
        "无需处理；如确是数据请改名",
        "nothing to do; if it is a delivery, rename it",
    ),
    "still_copied": (
        "文件仍在复制中",
        "the file is still being copied",
        "无需处理；复制完成后的下一次运行会接收",
        "nothing to do; the next run after the copy takes it",
    ),
    "from_the_future": (
        "文件时间在将来（{when} UTC）",
        "the file's time lies in the future ({when} UTC)",
        "校正来源机器的时钟，并对该文件执行 touch",
        "set the clock of the machine it came from right, and touch the file",
    ),
    "changed_after": (
        "读取后文件又有变化，现有内容已保留",
        "it was changed after it had been read, so it stays",
        "无需处理；下一次运行会接收现有内容",
        "nothing to do; the next run takes what it holds now",
    ),
    "not_removed": (
        "已接收，但无法从收件箱移走（{detail}）",
        "it is taken in but can't be removed from the inbox: {detail}",
        "给程序用户该文件夹的写权限；不会重复接收",
        "give the program's user the right to write to its folder; it is not taken twice",
    ),
    "failed": (
        "接收该文件时出错（{detail}）",
        "taking it in failed: {detail}",
        "其他文件不受影响；请告知运维",
        "the other files are not touched by it; tell the operator",
    ),
    "mixed_pool": (
        "演示数据与真实数据不能混在同一数据池（本池：{pool_zh}）",
        "made-up and real data can't be mixed in one pool (this pool holds {pool_en} data)",
        "另建一个数据目录：zhouji init --data 新目录",
        "make another data directory: zhouji init --data ANOTHER",
    ),
    "bad_delivery": (
        "delivery.json 无法读取：{detail}",
        "delivery.json can't be read: {detail}",
        "改正或删去 delivery.json",
        "correct delivery.json or take it out",
    ),
}

"""What can go wrong with the store itself, in words an operator can act on. Business errors live in handlers.domain."""


class StoreError(Exception):
    """The database cannot be used; `cure` says what to do. Never carries SQL, parameters or passwords.

    `passing`: it is over when there is room, or the server answers again; the same work may succeed then.
    """

    def __init__(self, problem: str, cure: str = "", *, passing: bool = False) -> None:
        super().__init__(f"{problem};{cure}" if cure else problem)
        self.problem = problem
        self.cure = cure
        self.passing = passing


class Contended(StoreError):
    """Two units of work waited for each other and this one gave way: nothing of it has happened, it may begin anew."""


class AlreadyHandled(Exception):
    """The message was finished by somebody else (its lease had run out): this unit of work must not be committed."""


_CONTENDED = frozenset({"40P01", "40001"})  # PostgreSQL: deadlock detected, serialization failure
_PASSING = (
    ("disk is full", "数据库写不进去:磁盘已满", "请清理磁盘空间后重试"),
    ("no space left", "数据库写不进去:磁盘已满", "请清理磁盘空间后重试"),
    ("readonly database", "数据库文件是只读的", "请检查文件和所在目录的写权限"),
    ("read-only transaction", "数据库是只读的", "请连接可写的主库"),
    ("disk i/o error", "读写数据库文件出错", "请检查磁盘和文件系统"),
    ("database is locked", "数据库一直被别的进程占用", "请确认没有别的程序长时间打开它"),
    ("connection refused", "连不上数据库服务器", "请检查 database.url 和服务器是否启动"),
    ("connect call failed", "连不上数据库服务器", "请检查 database.url 和服务器是否启动"),
    ("connection was closed", "与数据库的连接断开了", "请检查数据库服务器和网络"),
    ("too many connections", "数据库连接数已满", "请调大服务器的连接数或减少进程"),
    ("too many clients", "数据库连接数已满", "请调大服务器的连接数或减少进程"),
)
_STANDING = (
    ("unable to open database", "数据库文件打不开", "请检查路径是否正确、目录是否可写"),
    ("not a database", "这个文件不是 SQLite 数据库", "请检查 database.url 指向的文件"),
    ("malformed", "数据库文件已损坏", "请停止服务,用最近的备份恢复"),
    ("password authentication failed", "数据库拒绝登录:用户名或密码不对", "请检查 database.url"),
    ("does not exist", "数据库里缺少所需的库或表", "请检查 database.url,并运行 jiedan db upgrade"),
    ("no such table", "数据库里缺少所需的表", "请运行 jiedan db upgrade"),
)


def explain(error: BaseException) -> StoreError | None:
    """Recognises trouble with disk, file, server or schema; None for anything that is a bug of ours."""
    if getattr(error, "sqlstate", None) in _CONTENDED:
        return Contended("数据库里两件事互相等待", "稍后会自动重试", passing=True)
    text = str(error).lower()
    for symptoms, passing in ((_PASSING, True), (_STANDING, False)):
        for symptom, problem, cure in symptoms:
            if symptom in text:
                return StoreError(problem, cure, passing=passing)
    return None

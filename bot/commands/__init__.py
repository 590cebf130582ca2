"""The commands of `jiedan`, one file each.

A command module has `HELP` (more than the one line of the table), `arguments(parser)`, which adds its options, and
`run(options)`, which does the work and returns an exit code; expected failures are raised as `CommandError`.
To add one: a file here and a line in COMMANDS. Only the chosen command is imported, so that none pays for another's
libraries.
"""

COMMANDS: dict[str, tuple[str, str]] = {  # name -> (module, what it does)
    "serve": ("serve", "启动机器人(网页、平台回调、后台任务)"),
    "chat": ("chat", "在终端里和机器人聊天"),
    "demo": ("demo", "放一遍从下单到签收的示例,打印对话"),
    "parse": ("parse", "逐条读消息,输出读到了什么(JSON)"),
    "replay": ("replay", "把以前的聊天重放一遍,看机器人会记成什么订单"),
    "eval": ("eval", "用标注好的消息给“读得准不准”打分"),
    "init": ("init", "新建公司文件夹;已填的则逐项检查"),
    "doctor": ("doctor", "检查配置、数据库、密钥、资料,并告诉怎么修"),
    "import": ("import_", "导入客户、产品、人员、聊天(CSV)"),
    "group": ("group", "用企业微信应用建一个能发通知的群"),
    "people": ("people", "谁是谁:邀请码、绑定账号、停用离职的人"),
    "audit": ("audit", "检查修改记录有没有被动过,看一张订单的全部记录"),
    "dead": ("dead", "查看或重试处理失败的消息和发送失败的回复"),
    "rules": ("rules", "运营规则:检查、试跑、启用、停用、回滚"),
    "alerts": ("alerts", "查看提醒和期限,试算一套升级规则"),
    "quotes": ("quotes", "导出报价单(CSV)"),
    "requisitions": ("requisitions", "导出采购申请(CSV)"),
    "trace": ("trace", "一条消息从收到到回复,一步一步走到哪了"),
    "tracking": ("tracking", "导入承运商的物流轨迹(CSV)"),
    "db": ("db", "升级数据库结构"),
}

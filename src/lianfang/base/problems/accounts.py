"""Problems of accounts, rights, second factors, devices and of the server."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "account/first-token": (
        Text("首次令牌不对、已用过或已过期。", "The first token is wrong, was used, or has run out."),
        Text("请在服务器上运行 lianfang first-token 取一个新的。", "Run lianfang first-token on the server for a new one."),
    ),
    "account/not-first": (
        Text("本站点已有账户。", "This site has accounts already."),
        Text("请由系统管理员开户并授权。", "Ask an administrator for an account and its rights."),
    ),
    "account/login": (
        Text("登录名 {login} 不可用。", "The login name {login} cannot be had."),
        Text("请用 3–64 个汉字、英文字母、数字或 . - _ ，且未被使用的登录名。",
             "Use 3 to 64 letters a to z, digits, Chinese characters or . - _ that nobody has yet."),
    ),
    "account/name": (
        Text("姓名为空或过长。", "The name is empty or too long."),
        Text("请填写 1–64 个字符。", "Give 1 to 64 characters."),
    ),
    "account/password": (
        Text("密码不合要求：{detail_zh}", "The password will not do: {detail_en}"),
        Text("请另选一个较长且不常见的密码。", "Choose a longer one that is not common."),
    ),
    "account/not-found": (
        Text("没有账户 {ref}。", "There is no account {ref}."),
        Text("请核对编号。", "Check the reference."),
    ),
    "account/own": (
        Text("不能对自己的账户这样做。", "That cannot be done to one's own account."),
        Text("请由另一位管理员办理。", "Ask another administrator."),
    ),
    "account/code": (
        Text("验证码不对或已用过。", "The code is wrong or was used already."),
        Text("请等验证器显示下一个验证码后再试。", "Wait for the next code of your authenticator."),
    ),
    "account/enrolled": (
        Text("本账户已登记第二因素。", "This account has a second factor already."),
        Text("遗失时请停用本账户并另开一个。", "If it is lost, have this account disabled and another opened."),
    ),
    "account/demo-only": (
        Text("演示账户只能用于虚拟城市的数据。", "Demo accounts exist on a made-up city alone."),
        Text("请运行 lianfang demo 建一座虚拟城市。", "Run lianfang demo for a made-up city."),
    ),
    "grant/role": (
        Text("没有可授予的角色 {role}。", "There is no role {role} to be granted."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "grant/area": (
        Text("此角色不能授予该区域，或该区域不在您的范围内。", "This role cannot be granted there, or the area is out of your reach."),
        Text("请选择您范围内、与角色层级相符的区域。", "Choose an area in your reach, of a level that fits the role."),
    ),
    "grant/purpose-shut": (
        Text("这里说的是病情，您现在的用途“{zh}”看不到。", "This is about someone's health, and the purpose “{en}” does not open it."),
        Text("请改用“个案调查”再打开。", "Take up the purpose “case investigation”, and open it again."),
    ),
    "grant/purpose": (
        Text("角色 {role} 的用途只能取自：{known}。", "A grant of {role} may be for: {known}."),
        Text("请至少选择其中一项。", "Choose one of these at least."),
    ),
    "grant/classes": (
        Text("角色 {role} 的记录类别只能取自：{known}。", "A grant of {role} may name these classes: {known}."),
        Text("请从中选择。", "Choose among these."),
    ),
    "grant/term": (
        Text("授权期限须晚于开始，且不超过 {days} 天。", "A grant ends after it begins, and within {days} days."),
        Text("请更正期限。", "Mend its end."),
    ),
    "grant/not-found": (
        Text("没有可办理的授权 {ref}。", "There is no grant {ref} to act on."),
        Text("请核对编号；已签署或已结束的不能再办理。", "Check the reference; one that is signed or ended is done with."),
    ),
    "grant/own": (
        Text("授权须由另外两人提出和签署，持有人不得经办。", "A grant is proposed and signed by two persons, neither of them its holder."),
        Text("请由另一位有权的人办理。", "Ask another who has the right."),
    ),
    "grant/not-yours": (
        Text("您的角色无权授权。", "Your role does not give rights."),
        Text("请由系统管理员或指挥部办理。", "Ask an administrator or a command."),
    ),
    "device/form": (
        Text("没有设备表单 {form}。", "There is no form {form} for devices."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "device/not-found": (
        Text("没有设备 {ref}。", "There is no device {ref}."),
        Text("请核对编号。", "Check the reference."),
    ),
    "serve/plain-beyond-this-machine": (
        Text("{host} 不是本机地址，而明文 http 只可用于本机。", "{host} is not this machine alone, and plain http is for it alone."),
        Text(
            "请设 LIANFANG_HTTPS=proxy（由前置代理加密）或以 --certificate 与 --key 启用 TLS，并设 LIANFANG_HOSTS。",
            "Set LIANFANG_HTTPS=proxy (a proxy in front speaks TLS), or give --certificate and --key, and set LIANFANG_HOSTS.",
        ),
    ),
    "serve/taken": (
        Text("{host}:{port} 已被占用或不可用：{detail}。", "{host}:{port} is taken or cannot be had: {detail}."),
        Text("请用 --port 另选端口。", "Choose another with --port."),
    ),
    "notice/email": (
        Text("这不是电子邮件地址。", "This is no e-mail address."),
        Text("请填写形如 name@example.org 的地址，或留空。", "Write it as name@example.org, or leave it empty."),
    ),
    "notice/sms": (
        Text("这不是手机号码。", "This is no telephone number."),
        Text("只填数字，可以 + 开头，或留空。", "Digits alone, perhaps after a +, or leave it empty."),
    ),
    "notice/not-open": (
        Text("通知 {ref} 无须或不能再作决定。", "There is nothing to decide of the notice {ref} any more."),
        Text("请重新打开发件箱，看它现在的状态。", "Open the outbox anew and look how it stands."),
    ),
}  # fmt: skip

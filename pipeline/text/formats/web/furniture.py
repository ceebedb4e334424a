"""What stands around an article on every page of a site, known by its words and by the names of its elements."""

from __future__ import annotations

import re

from lxml import html

from pipeline.text.formats.web.invitations import is_invitation


def _any(words: str) -> str:
    """An alternative of ``words``, the longest first."""
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


_LEFT, _RIGHT = r"[\[【（(〔<《]", r"[\]】）)〕>》]"
_SPACES = re.compile(r"[\s.…\u3000|｜·•>»›<«‹*\-—_/\\：:+＋，,、]+")

_TOOL = _any(
    """
    打印 关闭 收藏 纠错 我要纠错 报错 举报 复制链接 复制网址 分享 分享到 转发 点赞 赞 评论 返回 刷新 订阅 投稿 报料
    登录 登陆 注册 退出 搜索 检索 站内搜索 高级搜索 全文检索 繁体 简体 繁體 转繁体 转繁体版 无障碍 无障碍浏览
    无障碍阅读 关怀版 长者模式 适老版 客户端 手机版 电脑版 触屏版 移动版 旧版回顾 放大 缩小 默认 正常 字号 字体 大
    中 小 大号 中号 小号 T A 设为首页 加入收藏 添加收藏 添加收藏夹 收藏本站 推荐给好友 联系我们 关于我们 网站地图
    网站首页 首页 主页 网站声明 English 中文 TOP 顶部 底部 回到顶部 更多 更多内容 详细 全文 查看全文 阅读全文
    阅读原文 查看原文 原文链接 上一页 下一页 上页 下页 尾页 末页 语音播报 朗读 听新闻 我要留言 发表评论 查看评论
    我要评论 参与评论 参与互动 写评论 加载更多 展开 收起 展开全文 不感兴趣 知道了 我知道了 微博 微信 朋友圈 QQ
    管理入口 后台管理 账号登录 用户登录 会员登录 统一身份认证 验证码 用户名 密码 忘记密码 记住密码 记住我 请登录
    正在加载 加载中
    QQ空间 Qzone 新浪微博 腾讯微博 人人网 豆瓣 贴吧 百度贴吧 Facebook Twitter 图集 1 好文章 需要你的鼓励 二维码
    扫一扫 客户端下载 关注 已关注
    """
)
_OF_PAGE = _any(
    """
    本页 本文 此页 此文 该页 页面 窗口 全文 正文 列表 首页 顶部 上级 上一级 文章 内容 新闻
    """
)
_TOOLS = re.compile(rf"(?:{_LEFT}*{_TOOL}{_OF_PAGE}?{_RIGHT}*){{1,12}}", re.IGNORECASE)
_BUTTONS = re.compile(rf"(?:\s*{_LEFT}\s*(?:我要)?{_TOOL}(?:\s*{_TOOL})*{_OF_PAGE}?\s*{_RIGHT}\s*)+", re.IGNORECASE)

_PATH = re.compile(
    r"(?:您|你)?(?:当前|现在|目前|所在|所处|现)的?(?:所在)?的?(?:位置|页面|栏目|频道)(?:是|为)?\s*[:：>»]|位置\s*[:：]\s*(?:网站)?首页"
    r"|(?:网站)?(?:首页|主页)\s*(?:[>»›→/\\＞]|-{1,2}>|[-–—]\s*\S{2,8}$)|.{0,30}[>»›→＞]\s*(?:正文|内容|详情|详细)$"
)
_OF_SCREEN = re.compile(
    r"[\W_]{0,6}(?:请)?(?:(?:向|可)?[上下左右]{1,2}(?:滑动|拖动|划动)|滑动(?:屏幕|图片))(?:屏幕|图片|页面)?(?:即可)?(?:阅览|查看|阅读|浏览|观看|翻看)(?:更多|全文|内容)?[\W_]{0,6}$"
    r"|(?:调整|设置|选择)(?:字[体号]|文字)(?:大小)?$|字[体号](?:大小)?(?:调整|设置)$"
    r"|图片来源\s*[:：].{1,40}(?:请勿|禁止|不得|严禁|谢绝)\s*转载.{0,6}$"
)
"""What speaks of the screen it is read on, or of who owns a picture on it."""
_NEIGHBOURS = re.compile(
    rf"{_LEFT}?[上下]一(?:篇|条|页|则|主题)(?:文章|新闻|信息|内容)?(?:{_RIGHT}|\s*[:：>》]|\s|$|没有)"
)

_KIND = _any(
    """
    新闻 文章 阅读 链接 信息 报道 内容 资讯 推荐 专题 主题 稿件 图集 动态 话题 热词 排行 排行榜 排名 导航 导读 事件
    点击 关注 视频 评论 热榜 榜 产品 搜索 解读 回顾 精选 通知 公告 图片 下载 作品 帖子
    """
)
_WHICH = _any(
    """
    相关 推荐 热门 热点 精彩 延伸 更多 最新 猜你 为你 为您 精选 本周 今日 本月 最近 大家 点击 阅读 人气 24小时
    48小时 本站 编辑 站长 友情 站外 图片 视频 作者 其他 其它 网友 同类 栏目 热 热搜 往期
    """
)
RELATED = re.compile(
    rf"[\[【■●◆▪\s]*{_WHICH}(?:的|可能|也|还|都|在|会)*(?:喜欢|感兴趣|看|搜)?(?:的)?{_WHICH}?{_KIND}?(?:\s*(?:TOP|top)\s*\d*)?[\]】\s]*[:：]?$"
    r"|.{0,8}(?:排行榜?|热搜榜?|热榜|精选)[:：]?$"
    r"|(?:网友|读者|用户|最新|全部|热门|精彩|所有|我要|发表|文章)?(?:评论|留言|跟帖|跟贴)(?:区|列表)?\s*[(（]?\d*[)）]?\s*[:：]?$|留言与评论.{0,12}$"
    r"|(?:本文)?(?:标签|关键[词字]|Tags?|TAGS?)\s*[:：].{0,60}$"
)
"""The heading of a list of other pages, or of what readers wrote."""

_ONWARD = re.compile(
    rf"[\[【(（]?(?:{_WHICH}{_KIND}|(?:此|早|之|稍)前报道|前情(?:提要|回顾)|(?:点击|戳)?进入专题|专题)[\]】)）]?\s*[:：].{{2,80}}$"
)
"""Such a heading with what it leads to on the same line; in the midst of an article it may be said."""
_COUNTED = re.compile(
    r"(?:推荐|点赞|赞|顶|踩|收藏|评论|阅读|浏览|转发|分享|回复|在看|喜欢|打赏|围观)(?:数|量)?\s*[:：]?\s*[(（]?\s*\d+(?:\.\d+)?\s*[万wWkK+]{0,2}\s*[)）]?$"
)
"""A button with how often it was pressed."""

_SITE = re.compile(
    r".{0,80}(?:版权所有|All Rights? Reserved|Copyright\s*(?:©|\(c\)|\d{4}|by|:)|©\s*\d{4}|[ＩI]CP\s*[备证]|公网安备"
    r"|网站备案|备案(?:号|序号|编号)\s*[:：]|网站标识码|信息网络传播视听节目许可|增值电信业务)",
    re.IGNORECASE,
)
_ABOUT_SITE = re.compile(
    r".{2,20}(?:信息|网络|电教)中心\s*(?:维护|制作|设计|管理).{0,40}$|"
    r"(?:网站)?(?:主办|承办|协办|运维|技术支持|技术维护|设计制作|维护|建设)(?:单位|部门)?\s*[:：].{1,60}$"
    r"|.{0,6}(?:地\s*址|电\s*话|邮\s*箱|邮\s*编|传\s*真)\s*[:：].{1,80}$"
    r"|(?:邮政编码|电子邮箱|电子信箱|E-?mail|热线|投稿邮箱|值班电话)\s*[:：].{1,80}$"
    r"|(?:建议使用|您是第|Powered by|违法和?不良信息举报).{1,60}$"
    r"|(?:总)?(?:访问|访客)(?:量|数|人数)?\s*[:：].{0,20}$",
    re.IGNORECASE,
)
"""What stands beside the copyright at the foot of a page, and elsewhere in many a notice."""

_CLAIM = re.compile(
    rf"{_LEFT}?(?:特别|免责|版权|本网|本站|郑重|法律)?(?:声明|说明){_RIGHT}?\s*[:：]?.{{0,60}}(?:转载|侵权|版权|著作权|本[网站]立场|投资建议|仅供参考|自媒体|平台)"
    rf"|{_LEFT}?(?:特别|免责|版权|本网|郑重|法律)声明{_RIGHT}?\s*[:：]?$"
    r"|.{0,30}(?:转载请注明|未经.{0,24}(?:授权|许可|同意).{0,12}(?:转载|复制|摘编|镜像|使用)|如有侵权|侵权.{0,10}(?:删除|联系)"
    r"|仅代表作者(?:本人)?(?:个人)?观点|不代表.{0,12}(?:立场|观点)|仅供其表达个人看法"
    r"|并不(?:表明|意味着).{0,20}(?:立场|观点))|Notice: The content above"
)
_EDITORS = re.compile(
    rf"{_LEFT}?\s*(?:责任编辑|责\s*编|网络编辑|网站编辑|本文编辑|编辑|编审|值班编辑|执行编辑|审核|初审|复审|终审|校对|监制|本文来源|信息来源|文章来源"
    rf"|稿件来源|稿源|录入|发布人|发布者|信息员)\s*[:：|｜]\s*[^，。！？]{{0,40}}{_RIGHT}?$"
    rf"|{_LEFT}?(?:正文已结束|更多精彩内容|更多内容|更多新闻|更多资讯|我要反馈|返回\S{{0,12}}首页).{{0,30}}$"
    r"|点击(?:进入|查看|阅读).{0,30}(?:>|》|频道|专题|全文|更多|”)+$"
)
_PAGER = re.compile(rf"(?:{_LEFT}?\d{{1,3}}{_RIGHT}?\s*){{2,}}(?:下一页|尾页|末页|>+)?$|共\s*\d+\s*页.{{0,30}}$")

_VISITS = (
    rf"{_LEFT}?\s*(?:浏览|点击|阅读|访问|人气|点阅|查看)(?:次数|数|量|率|人次)?\s*[:：]?\s*{_LEFT}?\s*(?:\d+(?:\.\d+)?\s*[万w+]*)?\s*(?:人次|次|人)?\s*{_RIGHT}?"
    r"(?=$|[\s|｜【\[（(]|字|分享|打印|评论|来源|发布|作者|责)"
)
_SIZES = (
    rf"{_LEFT}?\s*(?:字体|字号|文字|视力保护色|背景色|保护视力色)\s*(?:大小|选择)?\s*[:：]?\s*{_LEFT}?"
    rf"\s*(?:(?:[超特]?[大中小]号?|默认|正常|标准|放大|缩小|[-+－＋AaT\s|｜/／])+|$){_RIGHT}*|\b[AT]\s*[+＋]\s*[-－]"
)
_REMARK = (
    rf"{_LEFT}?\s*(?:责任编辑|责编|网络编辑|编辑|审核|录入)\s*[:：]\s*[^\s，。|｜]{{0,12}}\s*{_RIGHT}?(?=$|[\s|｜])"
    r"|分享(?:到|至)?\s*[:：].{0,40}$|(?:我要|参与|发表)?(?:评论|跟帖|跟贴)(?:数)?\s*[:：]?\s*[(（]?\d+[)）]?\s*(?:条|次)?(?=$|\s)|\d+\s*(?:跟帖|跟贴|评论)$"
)
_PIECE = re.compile(f"{_VISITS}|{_SIZES}|{_REMARK}|{_BUTTONS.pattern}", re.IGNORECASE)
_GLUED = re.compile(r"(?<=\S)(?:参与互动|我要评论|发表评论|举报|收藏本文|我要纠错|复制链接|分享)$")
_CREDIT = re.compile(
    rf"\s*{_LEFT}(?:责任编辑|责编|编辑|网络编辑|编审)\s*[:：].{{1,16}}{_RIGHT}$|\s*返回\S{{0,12}}首页[>》]*$"
)

_INFO = re.compile(
    r"(?:来源|作者|时间|日期|发布|发表|编辑|浏览|点击|阅读|字体|字号|记者|供稿|撰稿|访问|分享)[^，。]{0,8}[:：]"
    r"|\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}"
)
_LONGEST_INFO = 140
"""Characters of the line under a headline that tells when, from where and by whom."""

_INFO_BEGINS = 14
"""Characters within which such a line comes to its first particular."""
_TODAY = re.compile(r"今天是|今日是|星期[一二三四五六日天]|欢迎")
"""What the head of a page says of the day it is looked at."""

_WORD = r"(?:^|[-_\s\d]){}s?(?:$|[-_\s\d])"
_NAMES = re.compile(
    _WORD.format(
        _any(
            """
    nav navi navbar navigation menu submenu mainmenu crumb breadcrumb bread curpos dqwz weizhi sidebar side aside
    foot footer copyright banquan header topbar top toolbar tool share sharebar bdsharebuttonbox bdshare fenxiang
    social comment pinglun reply replie discus related relate relative relevant xiangguan recommend recommended
    recommendation tuijian hot hotnew remen rank ranking ranklist paihang popular pagination pager pagenav prevnext
    prenext shangxia login register search searchbox qrcode ewm erweima advert advertisement ad adv banner
    friendlink friendlylink yqlj youqing disclaimer subscribe modal popup toast tag keyword accessibility dialog
    rich_media_meta rich_media_meta_list meta_content js_name profile_nickname rich_media_tool
    """
        )
    ),
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

BODY_NAMES = re.compile(
    r"(?:^|[-_\s])(?:js_content|article-?body|articleBody|article-?content|article_?con|artibody|art_?content|post_?content|post_?body|"
    r"entry-?content|news_?content|newscontent|content_?text|text_?content|TRS_Editor|trs_editor_view|UCAP-?CONTENT|vsb_content(?:_\d+)?|"
    r"v_news_content|[zZ]oom|endText|rich_media_content|main-?content|ContentBody|cms_?content|pages_content|info_?content)(?:$|[-_\s])"
)
"""Classes and ids by which content management systems call the text of a page."""


def is_furniture(text: str) -> bool:
    """Whether a line that says ``text`` most likely belongs to the page and not to what stands on it.

    In the midst of an article it may all the same be a part of it; see :func:`is_plainly_furniture`.
    """
    bare = _SPACES.sub("", text)
    if len(bare) <= 60 and _TOOLS.fullmatch(bare):
        return True
    patterns = (_PATH, _OF_SCREEN, _NEIGHBOURS, RELATED, _ONWARD, _SITE, _CLAIM, _EDITORS, _PAGER, _COUNTED)
    return is_invitation(text) or any(pattern.match(text) for pattern in patterns)


def is_plainly_furniture(text: str) -> bool:
    """Whether a line that says ``text`` is no part of an article, wherever it stands."""
    return any(p.match(text) for p in (_SITE, _NEIGHBOURS, _PATH, _OF_SCREEN)) or _BUTTONS.fullmatch(text) is not None


def is_path(text: str) -> bool:
    """Whether ``text`` tells where in its site a page stands: 位置：首页 > 新闻 > 正文."""
    return _PATH.match(text) is not None


def is_button(text: str) -> bool:
    """Whether ``text`` is nothing but what is written on buttons of a page."""
    return _TOOLS.fullmatch(_SPACES.sub("", text)) is not None


def is_about_site(text: str) -> bool:
    """Whether ``text`` gives an address or the like: furniture beside a copyright, content elsewhere."""
    return _ABOUT_SITE.match(text) is not None


def is_information(text: str) -> bool:
    """Whether ``text`` tells when an article appeared, from where or by whom, and nothing else."""
    if len(text) > _LONGEST_INFO or text.endswith(("。", "！", "？", "；")) or _TODAY.search(text):
        return False
    return _INFO.search(text[:_INFO_BEGINS]) is not None


def is_site(text: str) -> bool:
    """Whether ``text`` tells whose the site is: copyright, registration."""
    return _SITE.match(text) is not None


def ends_the_article(text: str) -> bool:
    """Whether no article goes on behind a line that says ``text``."""
    return any(pattern.match(text) for pattern in (_NEIGHBOURS, RELATED, _SITE, _EDITORS))


def names_editors(text: str) -> bool:
    """Whether ``text`` tells who edited an article or put it on the site."""
    return _EDITORS.match(text) is not None


def without_tools(text: str) -> str:
    """``text`` without the pieces of it that are about the page: visits, sizes of type, buttons, editors at its end."""
    if (
        len(text) > _LONGEST_INFO
        or text.endswith(("。", "！", "？"))
        or not (_INFO.search(text) or _PIECE.fullmatch(text.strip()))
    ):
        return _CREDIT.sub("", text)
    kept = _GLUED.sub("", _PIECE.sub(" ", text).strip())
    words = [word for word in kept.split() if not _TOOLS.fullmatch(_SPACES.sub("", word) or "-")]
    return " ".join(words).strip("|｜ ·-—")


def is_named_furniture(element: html.HtmlElement) -> bool:
    """Whether an element is by its tag, role, class or id a menu, a path, a bar of buttons, a footer or the like."""
    if element.tag in ("nav", "footer", "aside"):
        return True
    if str(element.get("role") or "") in ("navigation", "contentinfo", "search", "complementary", "menu", "banner"):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(names.strip()) and _NAMES.search(_CAMEL.sub("-", names)) is not None

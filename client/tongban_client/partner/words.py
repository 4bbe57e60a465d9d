"""What scripted partners say, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

__all__ = ["WORDS"]

Said = Mapping[Literal["zh-CN", "en"], str]

WORDS: Mapping[str, Said] = {
    # the clerk
    "consent": {
        "zh-CN": "您好，这里是属地坐席（演示）。请先逐项同意“查看”和“指引”。",
        "en": "Good day, the home desk speaking (a demonstration). Please allow me to view and to "
        "guide, one by one.",
    },
    "identity": {
        "zh-CN": "谢谢。请把身份证放在读卡器上，我来核对。",
        "en": "Thank you. Please put the identity card on the reader; I compare it now.",
    },
    "form": {
        "zh-CN": "核验通过。我们一起填表，我会指给您看。",
        "en": "That is in order. Let us fill in the form together; I point at each field.",
    },
    "guide": {
        "zh-CN": "如需我在屏幕上指引，请同意“指引”。",
        "en": "Please allow me to guide, and I can show you on the screen.",
    },
    "propose": {
        "zh-CN": "“{title}”这一项，我建议这样填，请您确认。",
        "en": "For “{title}” I propose this value; please accept it if it is right.",
    },
    "filled": {
        "zh-CN": "表单已填齐。请核对无误后进入下一步。",
        "en": "The form is complete. Look through it once more and go on.",
    },
    "materials": {
        "zh-CN": "请按清单逐份扫描材料。",
        "en": "Please scan the materials on the list, one by one.",
    },
    "rejected": {
        "zh-CN": "“{title}”暂不通过，理由见屏幕。请重新扫描一次。",
        "en": "“{title}” is not accepted yet; the reason is on the screen. Please scan it again.",
    },
    "complete": {
        "zh-CN": "材料齐全，请签名。",
        "en": "All materials are in order. Please sign now.",
    },
    "signature": {
        "zh-CN": "请核对申请内容，在签名板上签名。",
        "en": "Please look at what you apply for, then sign in the box.",
    },
    "submission": {
        "zh-CN": "请您亲自提交，属地系统随即受理。",
        "en": "Please submit it yourself; the home region's system answers at once.",
    },
    "accepted": {
        "zh-CN": "已受理，受理编号 {number}。",
        "en": "It is accepted. The case number is {number}.",
    },
    "rating": {
        "zh-CN": "感谢配合，请为本次服务评价。再见！",
        "en": "Thank you. Please rate this service. Goodbye!",
    },
    "consult": {
        "zh-CN": "这类咨询可按事项指南办理，材料清单在屏幕上。",
        "en": "The guide of the item answers this; its list of materials is on the screen.",
    },
    "clerk_replies": {
        "zh-CN": "好的，请看我指的位置。",
        "en": "Yes. Please look at where I point.",
    },
    "signs_off": {
        "zh-CN": "演示坐席先离线了，您可以重新呼叫。",
        "en": "The scripted clerk signs off now; you may call again.",
    },
    # the applicant and the assistant
    "asks": {
        "zh-CN": "“{title}”这一项我不知道怎么填，您能帮我看看吗？",
        "en": "I do not know what to put for “{title}”. Could you help me?",
    },
    "scans": {
        "zh-CN": "材料放好了，请您看一下。",
        "en": "The paper is on the camera; please have a look.",
    },
    "rescans": {
        "zh-CN": "好的，“{title}”我重新扫描。",
        "en": "Right, I scan “{title}” again.",
    },
    "thanks": {
        "zh-CN": "不用跑一趟就办好了，谢谢！",
        "en": "Done without the journey. Thank you!",
    },
    "applicant_replies": {
        "zh-CN": "好的，明白了。",
        "en": "All right, I see.",
    },
    "leaves": {
        "zh-CN": "我先走了，下次再来。",
        "en": "I have to go now; I come again another time.",
    },
}
"""Name -> language -> words; in braces what is filled in."""

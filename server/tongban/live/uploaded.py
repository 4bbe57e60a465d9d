"""What a command says of a document must be so: uploaded for this case, and what it is said to be.

The session cannot know, since it does no I/O; so the room asks here, once the session agrees.
"""

from __future__ import annotations

import asyncio

from ..session import Body, Refused
from ..session.messages import AddMaterial, Sign
from .documents import is_blank
from .store import Store

__all__ = ["check_uploaded"]


async def check_uploaded(store: Store, case: str, body: Body) -> None:
    """Raises ``Refused`` unless the document that a body names, if any, is there and is that."""
    match body:
        case AddMaterial():
            await _material(store, case, body)
        case Sign():
            await _signature(store, case, body.image)


async def _material(store: Store, case: str, body: AddMaterial) -> None:
    kept = await store.find_document(case, body.document)
    if kept is None:
        raise Refused(
            "unknown",
            "材料文件未上传，请先上传再添加",
            "the document was not uploaded for this case: upload it, then add it",
        )
    if (kept.media_type, kept.size) != (body.media_type, body.size):
        raise Refused(
            "unknown",
            f"材料文件与登记不符：实为 {kept.media_type}，{kept.size} 字节",
            f"the document is {kept.media_type} of {kept.size} bytes, "
            f"not {body.media_type} of {body.size}",
        )


async def _signature(store: Store, case: str, image: str) -> None:
    found = await store.get_document(case, image)
    if found is None or not found[1].startswith("image/"):
        raise Refused(
            "unknown",
            "签名图片未上传，请先上传再签名",
            "no picture of the signature was uploaded for this case: upload it, then sign",
        )
    if await asyncio.to_thread(is_blank, found[0]):
        raise Refused(
            "not_ready", "签名为空白，请先签名", "the signature is empty: sign in the box first"
        )

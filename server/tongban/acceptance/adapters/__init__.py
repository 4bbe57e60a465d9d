"""One adapter a region; each alone knows its system's wire format."""

from .anhui import AnhuiAdapter
from .jiangsu import JiangsuAdapter
from .shanghai import ShanghaiAdapter
from .zhejiang import ZhejiangAdapter

__all__ = ["AnhuiAdapter", "JiangsuAdapter", "ShanghaiAdapter", "ZhejiangAdapter"]

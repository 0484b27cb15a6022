"""Small servers on loopback that receive what a camera sends: mail, files, messages."""

from .ftp import FtpServer
from .mail import Mail, MailServer
from .messages import TcpServer, UdpServer
from .pop import PopServer
from .rtp import RtpListener

__all__ = [
    "FtpServer",
    "Mail",
    "MailServer",
    "PopServer",
    "RtpListener",
    "TcpServer",
    "UdpServer",
]

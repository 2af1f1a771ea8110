//! Why a socket ends.

/// A close code. The numbers are part of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Close {
    /// Done, by wish of either side.
    Done = 1000,
    /// The program restarts, or the disk failed: come again, and send again what was not saved.
    TryAgain = 1012,
    /// Bytes that are no frame, or out of turn.
    Malformed = 4400,
    /// No session, or it holds no grant for this statement.
    NoSession = 4401,
    /// The person was removed, the link ended or the session was left.
    AccessEnded = 4403,
    /// No such statement.
    NoSuchStatement = 4404,
    /// The page's words are from before a reopening, restore or repair.
    GenerationOld = 4409,
    /// The page is older than the program.
    SchemaOld = 4410,
    /// A frame, update or presence above its cap.
    TooLarge = 4413,
    /// Too many sockets, channels or bytes at once.
    TooMuch = 4429,
}

impl Close {
    /// The number on the wire.
    pub const fn code(self) -> u16 {
        self as u16
    }

    /// Whether coming again would change nothing: 4400 to 4499, where y-websocket 3.1 stops for good.
    pub const fn is_final(self) -> bool {
        matches!(self.code(), 4400..4500)
    }
}

/// Why a frame was refused. The socket closes with [`Fault::close`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not a frame of this wire, or not now.
    #[error("that message could not be read: {0}")]
    Malformed(&'static str),
    /// Above a cap.
    #[error("that message is too large: {bytes} bytes where {most} may be")]
    TooLarge {
        /// What was claimed or sent.
        bytes: usize,
        /// What may be.
        most: usize,
    },
}

impl Fault {
    /// How the socket closes.
    pub const fn close(&self) -> Close {
        match self {
            Self::Malformed(_) => Close::Malformed,
            Self::TooLarge { .. } => Close::TooLarge,
        }
    }
}

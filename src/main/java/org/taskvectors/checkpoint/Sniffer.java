package org.taskvectors.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Tells what a file is from its first bytes, and for zips from its last, where their table of
/// contents is. Reads at most some 70 KB.
final class Sniffer {
    private static final int HEAD_BYTES = 1 << 12;
    private static final int TAIL_BYTES = 1 << 16;
    private static final long LONGEST_HEADER = 100_000_000;

    /// How every pickle of torch.save began before PyTorch 1.6: protocol 2, then a magic number.
    private static final String TORCH_MAGIC =
            "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.";

    /// The first entry of the tar archives that PyTorch once wrote.
    private static final List<String> TORCH_TAR =
            List.of("storages\0", "tensors\0", "pickle\0", "sys_info\0");

    private final ReadableFile file;
    private final byte[] head;

    /// The first bytes, one char a byte.
    private final String text;

    private Sniffer(ReadableFile file) throws Failure {
        this.file = file;
        this.head = bytes(0, HEAD_BYTES);
        this.text = new String(head, StandardCharsets.ISO_8859_1);
    }

    /// What `file` is.
    static FileKind sniff(ReadableFile file) throws Failure {
        return file.size() == 0 ? FileKind.EMPTY : new Sniffer(file).sniff();
    }

    private FileKind sniff() throws Failure {
        if (isSafetensors()) {
            return FileKind.SAFETENSORS;
        }
        if (text.startsWith("version https://git-lfs.github.com/spec/")
                || text.startsWith("version https://hawser.github.com/spec/")) {
            return FileKind.GIT_LFS_POINTER;
        }
        if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
            return zip();
        }
        FileKind binary = magic();
        return binary != FileKind.UNKNOWN ? binary : readable();
    }

    /// A length that the format allows, and the brace behind it. No other kind begins so.
    private boolean isSafetensors() {
        if (head.length < 9) {
            return false;
        }
        long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return length > 0 && length <= LONGEST_HEADER && head[8] == '{';
    }

    private FileKind zip() throws Failure {
        byte[] end = bytes(Math.max(0, file.size() - TAIL_BYTES), TAIL_BYTES);
        String names = text + new String(end, StandardCharsets.ISO_8859_1);
        if (names.contains("/constants.pkl") || names.contains("/code/__torch__")) {
            return FileKind.TORCHSCRIPT;
        }
        if (names.contains("/data.pkl") || names.contains("/.data/serialization_id")) {
            return FileKind.PYTORCH;
        }
        return text.contains(".npy") ? FileKind.NUMPY : FileKind.ZIP;
    }

    private FileKind magic() {
        if (text.startsWith(TORCH_MAGIC)) {
            return FileKind.PYTORCH_LEGACY;
        }
        if (isPickle()) {
            return FileKind.PICKLE;
        }
        if (text.startsWith("GGUF") || text.startsWith("FUGG")) {
            return FileKind.GGUF;
        }
        if (text.startsWith("tjgg") || text.startsWith("fmgg") || text.startsWith("lmgg")) {
            return FileKind.GGML;
        }
        if (text.startsWith("\u0093NUMPY")) {
            return FileKind.NUMPY;
        }
        if (text.startsWith("\u0089HDF\r\n\u001a\n")) {
            return FileKind.HDF5;
        }
        if (text.startsWith("\u001f\u008b")) {
            return FileKind.GZIP;
        }
        if (text.startsWith("BZh")
                || text.startsWith("\u00fd7zXZ\0")
                || text.startsWith("(\u00b5/\u00fd")
                || text.startsWith("7z\u00bc\u00af'\u001c")) {
            return FileKind.COMPRESSED;
        }
        if (text.startsWith("ustar", 257)) {
            return TORCH_TAR.stream().anyMatch(text::startsWith)
                    ? FileKind.PYTORCH_TAR
                    : FileKind.TAR;
        }
        return FileKind.UNKNOWN;
    }

    /// Protocols 2 to 5 say their number first; the operation behind it is never 0, which tells
    /// them from the length of a damaged safetensors file.
    private boolean isPickle() {
        return head.length > 3
                && text.charAt(0) == '\u0080'
                && text.charAt(1) >= 2
                && text.charAt(1) <= 5
                && text.charAt(2) != 0;
    }

    private FileKind readable() {
        String start = text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
        start = start.stripLeading();
        String lower = start.substring(0, Math.min(16, start.length())).toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype")
                || lower.startsWith("<html")
                || lower.startsWith("<head")
                || lower.startsWith("<?xml")
                || lower.startsWith("<!--")) {
            return FileKind.WEB_PAGE;
        }
        if (!isText()) {
            return FileKind.UNKNOWN;
        }
        return start.startsWith("{") || start.startsWith("[") ? FileKind.JSON : FileKind.TEXT;
    }

    private boolean isText() {
        for (byte b : head) {
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
                return false;
            }
        }
        return true;
    }

    private byte[] bytes(long position, int most) throws Failure {
        byte[] bytes = new byte[(int) Math.min(most, file.size() - position)];
        file.read(position, MemorySegment.ofArray(bytes));
        return bytes;
    }
}

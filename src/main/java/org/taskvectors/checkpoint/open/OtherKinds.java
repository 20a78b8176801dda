package org.taskvectors.checkpoint.open;

import java.util.Locale;
import org.taskvectors.checkpoint.FirstBytes;

/// Recognises a file of no format by its first bytes.
final class OtherKinds {
    private static final int TAR_MAGIC = 257;

    private OtherKinds() {}

    static OtherKind of(FirstBytes bytes) {
        if (bytes.startWith("version https://git-lfs.github.com/spec/")
                || bytes.startWith("version https://hawser.github.com/spec/")) {
            return OtherKind.GIT_LFS_POINTER;
        }
        if (bytes.startWith("PK\u0003\u0004") || bytes.startWith("PK\u0005\u0006")) {
            return bytes.text().contains(".npy") ? OtherKind.NUMPY : OtherKind.ZIP;
        }
        if (bytes.startWith("\u0093NUMPY")) {
            return OtherKind.NUMPY;
        }
        if (bytes.startWith("\u0089HDF\r\n\u001a\n")) {
            return OtherKind.HDF5;
        }
        if (bytes.startWith("\u001f\u008b")) {
            return OtherKind.GZIP;
        }
        if (bytes.startWith("BZh")
                || bytes.startWith("\u00fd7zXZ\0")
                || bytes.startWith("(\u00b5/\u00fd")
                || bytes.startWith("7z\u00bc\u00af'\u001c")) {
            return OtherKind.COMPRESSED;
        }
        if (bytes.text().startsWith("ustar", TAR_MAGIC)) {
            return OtherKind.TAR;
        }
        return readable(bytes.text());
    }

    private static OtherKind readable(String text) {
        String start = text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
        start = start.stripLeading();
        String lower = start.substring(0, Math.min(16, start.length())).toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype")
                || lower.startsWith("<html")
                || lower.startsWith("<head")
                || lower.startsWith("<?xml")
                || lower.startsWith("<!--")) {
            return OtherKind.WEB_PAGE;
        }
        if (!text.chars().allMatch(OtherKinds::isText)) {
            return OtherKind.UNKNOWN;
        }
        return start.startsWith("{") || start.startsWith("[") ? OtherKind.JSON : OtherKind.TEXT;
    }

    private static boolean isText(int byteOfText) {
        return byteOfText >= ' '
                || byteOfText == '\n'
                || byteOfText == '\r'
                || byteOfText == '\t'
                || byteOfText == '\f';
    }
}

package org.taskvectors.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// A line of a record, with a checksum of itself as its last field: `{…,"crc":"0a1b2c3d"}`. A digit
/// that changed on the disk is still JSON, and would be another result.
public final class RecordLine {
    private static final String FIELD = ",\"crc\":\"";
    private static final String END = "\"}";
    private static final int DIGITS = 8;

    private RecordLine() {}

    /// Returns an object of one field or more as a line, without a line break.
    public static String of(ObjectNode node) {
        String text = node.toString();
        String open = text.substring(0, text.length() - 1);
        return open + FIELD + sum(open) + END;
    }

    /// Whether a line is as it was written.
    public static boolean isWhole(String line) {
        int at = line.length() - FIELD.length() - DIGITS - END.length();
        return at > 0
                && line.startsWith(FIELD, at)
                && line.endsWith(END)
                && line.startsWith(sum(line.substring(0, at)), at + FIELD.length());
    }

    private static String sum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}

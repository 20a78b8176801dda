package org.taskvectors.checkpoint.gguf;

/// Little-endian numbers in an array of bytes.
final class Bytes {
    private Bytes() {}

    /// Returns the float16 at byte `at` as a float.
    static float half(byte[] bytes, int at) {
        return Float.float16ToFloat((short) ((bytes[at] & 0xff) | (bytes[at + 1] << 8)));
    }

    static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | ((bytes[at + 1] & 0xff) << 8)
                | ((bytes[at + 2] & 0xff) << 16)
                | (bytes[at + 3] << 24);
    }
}

package org.taskvectors.device.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes a TorchScript module as `torch.jit.save` would: a stored zip of a pickle that makes an
/// object of the class `M` without weights, and the text of that class. So every operator of
/// libtorch can be called, also those that DJL has no method for.
final class ScriptArchive {
    /// Opens the class; a method's text follows, indented by two, its body by four.
    private static final String HEAD =
            """
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              _is_full_backward_hook : Optional[bool]
            """;

    /// Of the operators: with an older one, newer operators are not known.
    private static final String VERSION = "10\n";

    private ScriptArchive() {}

    /// Returns the module's bytes.
    ///
    /// @param methods the text of its methods, whose first parameter is `self: __torch__.M`
    static byte[] of(String methods) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, "m/data.pkl", object());
            put(zip, "m/code/__torch__.py", utf8(HEAD + methods));
            // Protocol 2, an empty tuple, the end.
            put(zip, "m/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            put(zip, "m/version", utf8(VERSION));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// `M()` with its two attributes, as a pickle of protocol 2.
    private static byte[] object() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2});
        out.writeBytes(utf8("c__torch__\nM\n"));
        // Memoised as 0, made with no arguments, a dictionary, a mark for its items.
        out.writeBytes(new byte[] {'q', 0, ')', (byte) 0x81, '}', '('});
        text(out, "training");
        // False
        out.write((byte) 0x89);
        text(out, "_is_full_backward_hook");
        // None; the items into the dictionary; the dictionary into the object; the end.
        out.writeBytes(new byte[] {'N', 'u', 'b', '.'});
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = utf8(text);
        out.write('X');
        out.writeBytes(
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCompressedSize(bytes.length);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package org.taskvectors.figure;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/// An image as PNG, with its resolution and what it shows in chunks of their own (PNG
/// specification, third edition, 11.3).
public final class PngWriter {
    /// Signature and header chunk; what is added stands after them.
    private static final int HEAD = 8 + 25;

    private static final double METRES_PER_INCH = 0.0254;

    private PngWriter() {}

    /// The bytes of the file.
    ///
    /// @param dpi pixels per inch
    /// @param words what the file says of itself, by the keywords of the specification: `Title`,
    ///   `Description`, `Software`
    public static byte[] bytes(
            BufferedImage image, double dpi, SequencedMap<String, String> words) {
        byte[] png = encoded(image);
        ByteArrayOutputStream out = new ByteArrayOutputStream(png.length + 1024);
        out.write(png, 0, HEAD);
        int perMetre = (int) Math.round(dpi / METRES_PER_INCH);
        ByteBuffer resolution = ByteBuffer.allocate(9);
        resolution.putInt(perMetre).putInt(perMetre).put((byte) 1);
        chunk(out, "pHYs", resolution.array());
        words.forEach((keyword, text) -> text(out, keyword, text));
        out.write(png, HEAD, png.length - HEAD);
        return out.toByteArray();
    }

    private static byte[] encoded(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "png", out)) {
                throw new IllegalStateException("this Java cannot write PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// An iTXt chunk: keyword, not compressed, no language, UTF-8.
    private static void text(ByteArrayOutputStream out, String keyword, String text) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
        data.writeBytes(new byte[] {0, 0, 0, 0, 0});
        data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        chunk(out, "iTXt", data.toByteArray());
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }
}

package org.taskvectors.hub.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.taskvectors.file.PiecedFile;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Whether bytes are those that the hub names: by the SHA-256 of a large file, by the git object of
/// a small one.
final class ContentCheck {
    private static final int BLOCK = 1 << 20;

    private ContentCheck() {}

    /// Whether the bytes that arrived are those of the file.
    static boolean isRight(PiecedFile arrived, RemoteFile file, Cancellation cancellation)
            throws IOException, CancelledException {
        MessageDigest digest = digest(file);
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long at = 0; at < file.size(); at += BLOCK) {
            cancellation.check();
            block.clear().limit((int) Math.min(BLOCK, file.size() - at));
            arrived.read(at, block);
            digest.update(block);
        }
        return HexFormat.of().formatHex(digest.digest()).equals(file.etag());
    }

    private static MessageDigest digest(RemoteFile file) {
        try {
            if (file.sha256().isPresent()) {
                return MessageDigest.getInstance("SHA-256");
            }
            MessageDigest git = MessageDigest.getInstance("SHA-1");
            git.update(("blob " + file.size() + "\0").getBytes(StandardCharsets.US_ASCII));
            return git;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has them", e);
        }
    }
}

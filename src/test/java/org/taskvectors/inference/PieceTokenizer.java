package org.taskvectors.inference;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.taskvectors.tokenizer.Tokenizer;

/// A tokenizer of given pieces that takes the longest piece each time. Token 0 is BOS, 1 is EOS.
public final class PieceTokenizer implements Tokenizer {
    private final List<byte[]> pieces = new ArrayList<>();
    private final boolean hasPrefix;

    public PieceTokenizer(boolean hasPrefix, String... pieces) {
        this.hasPrefix = hasPrefix;
        this.pieces.add("<s>".getBytes(StandardCharsets.UTF_8));
        this.pieces.add("</s>".getBytes(StandardCharsets.UTF_8));
        for (String piece : pieces) {
            this.pieces.add(piece.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// The 256 bytes, as tokens from 2 on, and pieces after them.
    public static PieceTokenizer bytes(String... more) {
        PieceTokenizer tokenizer = new PieceTokenizer(true);
        for (int i = 0; i < 256; i++) {
            tokenizer.pieces.add(new byte[] {(byte) i});
        }
        for (String piece : more) {
            tokenizer.pieces.add(piece.getBytes(StandardCharsets.UTF_8));
        }
        return tokenizer;
    }

    @Override
    public String source() {
        return "pieces";
    }

    @Override
    public int size() {
        return pieces.size();
    }

    @Override
    public List<Integer> encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Integer> ids = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int best = -1;
            for (int id = 0; id < pieces.size(); id++) {
                byte[] piece = pieces.get(id);
                boolean fits =
                        at + piece.length <= bytes.length
                                && Arrays.equals(
                                        piece, Arrays.copyOfRange(bytes, at, at + piece.length));
                if (fits && (best < 0 || piece.length > pieces.get(best).length)) {
                    best = id;
                }
            }
            if (best < 0) {
                throw new IllegalArgumentException(text);
            }
            ids.add(best);
            at += pieces.get(best).length;
        }
        return ids;
    }

    @Override
    public List<Integer> prefix() {
        return hasPrefix ? List.of(0) : List.of();
    }

    @Override
    public List<Integer> prompt(String text) {
        List<Integer> ids = new ArrayList<>(encode(text));
        if (hasPrefix && (ids.isEmpty() || ids.getFirst() != 0)) {
            ids.addFirst(0);
        }
        return ids;
    }

    @Override
    public String decode(List<Integer> ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ids.forEach(id -> bytes.writeBytes(pieces.get(id)));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        return pieces.get(id).clone();
    }

    @Override
    public boolean isSpecial(int id) {
        return id < 2;
    }

    @Override
    public Optional<String> spelling(int id) {
        return id < pieces.size()
                ? Optional.of(new String(pieces.get(id), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    @Override
    public String shown(int id) {
        return decode(List.of(id));
    }

    @Override
    public List<Integer> ends() {
        return List.of(1);
    }

    @Override
    public Optional<String> chatTemplate() {
        return Optional.empty();
    }

    @Override
    public Optional<String> text(SpecialToken token) {
        return token == SpecialToken.BOS ? Optional.of("<s>") : Optional.empty();
    }

    @Override
    public void close() {}
}

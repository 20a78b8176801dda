package org.taskvectors.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.taskvectors.file.Failure;

/// Reads a tokenizer.model, SentencePiece's own file: a message of protocol buffers.
///
/// Source: <https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto>.
final class SentencePieceFile {
    static final int UNIGRAM = 1;
    static final int BPE = 2;

    /// The wire types of protocol buffers.
    private static final int VARINT = 0;

    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;
    private static final int FOUR_BYTES = 5;

    private final Path file;
    private final List<String> pieces = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();
    private final Map<Integer, Long> training = new HashMap<>();
    private final Map<Integer, Long> normalizing = new HashMap<>();
    private byte[] characterMap = new byte[0];

    private SentencePieceFile(Path file) {
        this.file = file;
    }

    /// What the file says.
    ///
    /// @param pieces the tokens' texts by their ids
    /// @param types as those of [org.taskvectors.checkpoint.Vocabulary]
    /// @param model [#UNIGRAM], [#BPE], or a kind that is not known here
    /// @param characterMap the compiled rules of normalising; empty if there are none
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Model(
            List<String> pieces,
            double[] scores,
            int[] types,
            long model,
            boolean hasByteFallback,
            Map<String, Integer> ids,
            byte[] characterMap,
            boolean addsSpace,
            boolean removesSpaces,
            boolean escapesSpaces) {}

    /// @throws Failure [TokenizerProblem#MALFORMED] where the file is no such message
    static Model read(Path path) throws Failure {
        byte[] bytes = TokenizerFile.bytes(path, TokenizerFile.LARGEST);
        SentencePieceFile reading = new SentencePieceFile(path);
        reading.whole(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return reading.model();
    }

    private Model model() throws Failure {
        if (pieces.isEmpty()) {
            throw BoundedJson.malformed(file, "it holds no pieces of a vocabulary");
        }
        Map<String, Integer> ids = new HashMap<>();
        put(ids, "unknown", training.getOrDefault(40, 0L));
        put(ids, "bos", training.getOrDefault(41, 1L));
        put(ids, "eos", training.getOrDefault(42, 2L));
        put(ids, "padding", training.getOrDefault(43, -1L));
        return new Model(
                List.copyOf(pieces),
                scores.stream().mapToDouble(Float::doubleValue).toArray(),
                types.stream().mapToInt(Integer::intValue).toArray(),
                training.getOrDefault(3, (long) UNIGRAM),
                training.getOrDefault(35, 0L) != 0,
                Map.copyOf(ids),
                characterMap,
                normalizing.getOrDefault(3, 1L) != 0,
                normalizing.getOrDefault(4, 1L) != 0,
                normalizing.getOrDefault(5, 1L) != 0);
    }

    private void put(Map<String, Integer> ids, String role, long id) {
        // Numbers of 32 bits are written with the sign in all 64.
        if (id >= 0 && id < pieces.size()) {
            ids.put(role, (int) id);
        }
    }

    /// What is done with one field.
    private interface Field {
        void take(int number, long value, ByteBuffer content) throws Failure;
    }

    private void whole(ByteBuffer message) throws Failure {
        fields(
                message,
                (number, _, content) -> {
                    switch (number) {
                        case 1 -> piece(content);
                        case 2 -> fields(content, (key, value, _) -> training.put(key, value));
                        case 3 -> fields(content, this::normalizer);
                        default -> {
                            // Tests of itself, and rules of turning tokens into text.
                        }
                    }
                });
    }

    private void normalizer(int number, long value, ByteBuffer content) {
        if (number == 2) {
            characterMap = new byte[content.remaining()];
            content.get(characterMap);
        } else {
            normalizing.put(number, value);
        }
    }

    private void piece(ByteBuffer message) throws Failure {
        if (pieces.size() >= TokenizerJson.MOST_TOKENS) {
            throw BoundedJson.malformed(file, "it holds more pieces than any vocabulary");
        }
        String[] text = {""};
        float[] score = {0};
        int[] type = {1};
        fields(
                message,
                (number, value, content) -> {
                    switch (number) {
                        case 1 -> text[0] = text(content);
                        case 2 -> score[0] = Float.intBitsToFloat((int) value);
                        case 3 -> type[0] = (int) value;
                        default -> {
                            // Nothing else of a piece is used.
                        }
                    }
                });
        if (!Float.isFinite(score[0])) {
            throw BoundedJson.malformed(file, "a piece of its vocabulary has no finite score");
        }
        pieces.add(text[0]);
        scores.add(score[0]);
        types.add(type[0]);
    }

    private String text(ByteBuffer content) throws Failure {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
        } catch (CharacterCodingException e) {
            throw BoundedJson.malformed(file, "a piece of its vocabulary is not UTF-8").causedBy(e);
        }
    }

    private void fields(ByteBuffer message, Field field) throws Failure {
        ByteBuffer none = ByteBuffer.allocate(0);
        while (message.hasRemaining()) {
            long key = varint(message);
            int number = (int) (key >>> 3);
            switch ((int) (key & 7)) {
                case VARINT -> field.take(number, varint(message), none);
                case FOUR_BYTES -> {
                    require(message, 4);
                    field.take(number, message.getInt(), none);
                }
                case EIGHT_BYTES -> {
                    require(message, 8);
                    field.take(number, message.getLong(), none);
                }
                case LENGTH -> {
                    long length = varint(message);
                    require(message, length);
                    ByteBuffer content =
                            message.slice(message.position(), (int) length)
                                    .order(ByteOrder.LITTLE_ENDIAN);
                    message.position(message.position() + (int) length);
                    field.take(number, 0, content);
                }
                default -> throw damaged(message);
            }
        }
    }

    private long varint(ByteBuffer message) throws Failure {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            require(message, 1);
            byte next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged(message);
    }

    private void require(ByteBuffer message, long bytes) throws Failure {
        if (bytes < 0 || bytes > message.remaining()) {
            throw damaged(message);
        }
    }

    private Failure damaged(ByteBuffer message) {
        return BoundedJson.malformed(
                file,
                String.format(
                        Locale.ROOT,
                        "it is no model of SentencePiece, or ends in the middle (byte %,d of a"
                                + " part)",
                        message.position()));
    }
}

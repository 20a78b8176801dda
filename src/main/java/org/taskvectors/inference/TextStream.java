package org.taskvectors.inference;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.taskvectors.tokenizer.Tokenizer;

/// Tokens to text as they come: whole characters only, nothing of a stop text, and nothing that may
/// still become one.
final class TextStream {
    private record Waiting(Answer.Step step, int end) {}

    private final Tokenizer tokenizer;
    private final List<String> stops;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /// Bytes of a character that is not whole yet.
    private byte[] open = {};

    /// Text of the tokens that wait.
    private final StringBuilder text = new StringBuilder();

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final List<Answer.Step> steps = new ArrayList<>();
    private final StringBuilder sure = new StringBuilder();
    private final StepListener listener;

    TextStream(Tokenizer tokenizer, List<String> stops, StepListener listener) {
        this.tokenizer = tokenizer;
        this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
        this.listener = listener;
    }

    /// Takes the next token. Returns whether it completes a stop text.
    boolean add(Sampler.Chosen chosen, Answer.Distribution distribution) {
        text.append(decode(bytes(chosen.token()), false));
        waiting.add(
                new Waiting(
                        new Answer.Step(chosen.token(), "", distribution, chosen.kept()),
                        text.length()));
        int stop = firstStop();
        if (stop >= 0) {
            open = new byte[0];
            text.setLength(stop);
            release(Integer.MAX_VALUE);
            return true;
        }
        release(text.length() - held());
        return false;
    }

    /// Hands out all that waits: the answer has ended without a stop text.
    void finish() {
        text.append(decode(new byte[0], true));
        if (!waiting.isEmpty()) {
            waiting.add(new Waiting(waiting.removeLast().step(), text.length()));
        }
        release(Integer.MAX_VALUE);
    }

    /// Returns the tokens whose text is certain.
    List<Answer.Step> steps() {
        return steps;
    }

    /// Returns the text that is certain.
    String text() {
        return sure.toString();
    }

    private byte[] bytes(int token) {
        // Some models have more rows in their embedding than their tokenizer has tokens.
        boolean isText = token < tokenizer.size() && !tokenizer.isSpecial(token);
        return isText ? tokenizer.bytes(token) : new byte[0];
    }

    private String decode(byte[] more, boolean isEnd) {
        ByteBuffer bytes = ByteBuffer.allocate(open.length + more.length);
        bytes.put(open).put(more).flip();
        CharBuffer chars = CharBuffer.allocate(bytes.remaining() + 2);
        decoder.reset();
        decoder.decode(bytes, chars, isEnd);
        if (isEnd) {
            decoder.flush(chars);
        }
        open = new byte[bytes.remaining()];
        bytes.get(open);
        return chars.flip().toString();
    }

    private int firstStop() {
        int first = -1;
        for (String stop : stops) {
            int at = text.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        return first;
    }

    /// Returns how many characters at the end may be the beginning of a stop text.
    private int held() {
        int held = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length()); length > held; length--) {
                if (stop.startsWith(text.substring(text.length() - length))) {
                    held = length;
                }
            }
        }
        return held;
    }

    /// Hands out the tokens whose text ends at or before a place in the text that waits.
    private void release(int until) {
        int from = 0;
        // A token that ends within a character waits for the next one, or for the end.
        int least = open.length > 0 ? 1 : 0;
        while (waiting.size() > least && waiting.getFirst().end() <= until) {
            Waiting next = waiting.removeFirst();
            int to = Math.min(next.end(), text.length());
            String own = from < to ? text.substring(from, to) : "";
            from = Math.max(from, to);
            Answer.Step step =
                    new Answer.Step(
                            next.step().token(),
                            own,
                            next.step().distribution(),
                            next.step().kept());
            steps.add(step);
            sure.append(own);
            listener.step(step);
        }
        int gone = from;
        text.delete(0, gone);
        List<Waiting> left = new ArrayList<>(waiting);
        waiting.clear();
        left.forEach(one -> waiting.add(new Waiting(one.step(), one.end() - gone)));
    }
}

package org.taskvectors.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// A tokenizer that the native library runs, described by a tokenizer.json.
final class LibraryTokenizer implements Tokenizer {
    /// Texts whose tokens show what the post-processor puts around them; some vocabulary may have
    /// nothing for one of them.
    private static final List<String> PROBES = List.of("a", "0", " a", "the");

    private final String source;
    private final Engine engine;
    private final @Nullable String[] tokens;
    private final BitSet special = new BitSet();
    private final TokenBytes bytes;
    private final Settings settings;
    private final List<Integer> prefix;
    private final List<Integer> ends;
    private final List<String> notes;

    private LibraryTokenizer(
            String source, Engine engine, TokenizerJson parsed, TokenBytes bytes, Settings given) {
        this.source = source;
        this.engine = engine;
        this.tokens = parsed.tokens();
        this.bytes = bytes;
        this.settings = given;
        parsed.added().stream()
                .filter(AddedToken::special)
                .forEach(token -> special.set(token.id()));
        List<String> said = new ArrayList<>(given.notes());
        this.prefix = prefix(said);
        this.ends = foundEnds();
        this.notes = List.copyOf(said);
    }

    /// Makes the tokenizer that `json` describes.
    ///
    /// @param source where it came from, for people
    /// @param json the text of a tokenizer.json
    /// @param file the file that it was made of, for messages
    /// @throws Failure with a [TokenizerProblem] where it cannot be used
    static LibraryTokenizer of(String source, String json, Path file, Settings settings)
            throws IOException {
        TokenizerJson parsed = TokenizerJson.parse(json, file);
        KnownParts.require(parsed, file);
        TokenBytes bytes = TokenBytes.of(parsed.parts().path("decoder"), file);
        Engine engine = Engine.of(json, file);
        try {
            return new LibraryTokenizer(source, engine, parsed, bytes, settings);
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    private List<Integer> prefix(List<String> said) {
        List<Integer> own = ownPrefix(said);
        if (settings.addBegin().isEmpty()) {
            return own;
        }
        if (!settings.addBegin().get()) {
            if (!own.isEmpty()) {
                said.add("its settings say that no token is put before a text");
            }
            return List.of();
        }
        Optional<Integer> begin =
                Optional.ofNullable(settings.texts().get(SpecialToken.BOS)).flatMap(this::id);
        if (own.isEmpty() && begin.isPresent()) {
            return List.of(begin.get());
        }
        return own;
    }

    /// What the post-processor puts before a text.
    private List<Integer> ownPrefix(List<String> said) {
        for (String probe : PROBES) {
            List<Integer> plain = encode(probe);
            List<Integer> whole = ids(engine.encode(probe, true));
            int at = Collections.indexOfSubList(whole, plain);
            if (!plain.isEmpty() && at >= 0) {
                if (at + plain.size() < whole.size()) {
                    said.add(Settings.END_LEFT_OUT);
                }
                return List.copyOf(whole.subList(0, at));
            }
        }
        said.add("what its own rules put before a text is not seen; nothing is");
        return List.of();
    }

    private List<Integer> foundEnds() {
        Set<Integer> found = new LinkedHashSet<>();
        for (long id : settings.endIds()) {
            if (id >= 0 && id < tokens.length) {
                found.add((int) id);
            }
        }
        Optional.ofNullable(settings.texts().get(SpecialToken.EOS))
                .flatMap(this::id)
                .ifPresent(found::add);
        return List.copyOf(found);
    }

    private Optional<Integer> id(String token) {
        int at = Arrays.asList(tokens).indexOf(token);
        return at < 0 ? Optional.empty() : Optional.of(at);
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public int size() {
        return tokens.length;
    }

    @Override
    public List<Integer> encode(String text) {
        return ids(engine.encode(WholeText.of(text), false));
    }

    private static List<Integer> ids(long[] ids) {
        List<Integer> list = new ArrayList<>(ids.length);
        for (long id : ids) {
            list.add((int) id);
        }
        return list;
    }

    @Override
    public List<Integer> prefix() {
        return prefix;
    }

    @Override
    public List<Integer> prompt(String text) {
        List<Integer> ids = encode(text);
        boolean begins =
                ids.size() >= prefix.size() && ids.subList(0, prefix.size()).equals(prefix);
        if (begins) {
            return ids;
        }
        List<Integer> whole = new ArrayList<>(prefix);
        whole.addAll(ids);
        return whole;
    }

    @Override
    public String decode(List<Integer> ids) {
        return engine.decode(ids.stream().mapToLong(Integer::longValue).toArray());
    }

    @Override
    public byte[] bytes(int id) {
        String token = token(id);
        return token == null ? new byte[0] : bytes.of(token);
    }

    private @Nullable String token(int id) {
        return id >= 0 && id < tokens.length ? tokens[id] : null;
    }

    @Override
    public boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }

    @Override
    public Optional<String> spelling(int id) {
        return Optional.ofNullable(token(id));
    }

    @Override
    public String shown(int id) {
        byte[] raw = bytes(id);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException e) {
            StringBuilder shown = new StringBuilder();
            for (byte one : raw) {
                shown.append("<0x")
                        .append(HexFormat.of().withUpperCase().toHexDigits(one))
                        .append('>');
            }
            return shown.toString();
        }
    }

    @Override
    public List<Integer> ends() {
        return ends;
    }

    @Override
    public Optional<String> chatTemplate() {
        return settings.chatTemplate();
    }

    @Override
    public Optional<String> text(SpecialToken token) {
        return Optional.ofNullable(settings.texts().get(token));
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public void close() {
        engine.close();
    }
}

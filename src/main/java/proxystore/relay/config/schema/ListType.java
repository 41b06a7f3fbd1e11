package proxystore.relay.config.schema;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An array. A single value is an array of one; the text of a variable or flag is split at commas, and
 * {@code []} is empty.
 */
record ListType<T>(SettingType<T> item, int minSize) implements SettingType<List<T>> {
    @Override
    public String allowed() {
        return "an array, each " + item.allowed();
    }

    @Override
    public List<T> read(Object raw) {
        List<?> items = raw instanceof List<?> list ? list : List.of(raw);
        return require(items.stream().map(each -> item.read(each)).toList());
    }

    @Override
    public Object parse(String text) {
        return text.strip().equals("[]")
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    @Override
    public List<T> require(List<T> value) {
        if (value.size() < minSize) {
            throw new IllegalArgumentException("an empty array is not " + allowed());
        }
        value.forEach(item::require);
        return value;
    }

    @Override
    public String example() {
        return "[" + item.example() + "]";
    }

    @Override
    public String write(List<T> value) {
        return value.stream().map(item::write).collect(Collectors.joining(", ", "[", "]"));
    }
}

package proxystore.relay.config.schema;

/** Yes or no. */
record BooleanType() implements SettingType<Boolean> {
    @Override
    public String allowed() {
        return "true or false";
    }

    @Override
    public Boolean read(Object raw) {
        if (!(raw instanceof Boolean value)) {
            throw SettingTypes.not(raw, this);
        }
        return value;
    }

    @Override
    public Object parse(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> text;
        };
    }

    @Override
    public String write(Boolean value) {
        return value.toString();
    }

    @Override
    public String example() {
        return "false";
    }
}

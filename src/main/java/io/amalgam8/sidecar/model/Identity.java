package io.amalgam8.sidecar.model;

/** Whom this sidecar speaks for: its application's service name and tags. The name is empty when none was given. */
public record Identity(String service, Tags tags) {

    /** A sidecar that proxies for nobody in particular; rules with a source never match it. */
    public static final Identity ANONYMOUS = new Identity("", Tags.NONE);

    public boolean isAnonymous() {
        return service.isEmpty();
    }

    /** {@code name:tag1,tag2}, or the name alone. */
    @Override
    public String toString() {
        return tags.isEmpty() ? service : service + ":" + tags;
    }
}

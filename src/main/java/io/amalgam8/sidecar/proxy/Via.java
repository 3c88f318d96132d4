package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.Names;

/**
 * The name under which this process signs what it sends on. It is made of chance, so that only a call that really came
 * back to this very process is a loop: an application that copies its headers along a chain of services is none.
 *
 * @param signature what is added to the {@code Via} header: {@code 1.1 a8sidecar-…}
 */
record Via(String signature) {

    static Via of(long random) {
        return new Via("1.1 a8sidecar-" + Long.toHexString(random));
    }

    boolean hasSigned(Fields fields) {
        if (!fields.has(Names.VIA)) {
            return false;
        }
        for (String value : fields.all(Names.VIA)) {
            if (value.contains(signature)) {
                return true;
            }
        }
        return false;
    }

    void sign(Fields fields) {
        fields.add(Names.VIA, signature);
    }
}

package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.RequestHead;
import java.util.random.RandomGenerator;

/** Decides where one request goes, by the table that is in force now. */
@FunctionalInterface
interface Router {

    Decision decide(RequestHead request, Balancer balancer, RandomGenerator chance);
}

package proxystore.relay.scenario;

/**
 * The scenario suite: every row of the protocol's table for clients of both generations, driven through real WebSockets
 * by URL. A subclass says which relay; nothing else differs.
 */
abstract class RelayScenarios extends ScenarioSuite
        implements RegistrationScenarios,
                StrangerScenarios,
                TakeoverScenarios,
                ForwardingScenarios,
                MalformedMessageScenarios,
                HandshakeScenarios,
                PageScenarios,
                TransportScenarios,
                LeavingScenarios,
                LoadScenarios {}

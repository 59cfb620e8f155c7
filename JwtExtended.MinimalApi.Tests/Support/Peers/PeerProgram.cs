using JwtExtended.MinimalApi.Benchmarks.Support;
using JwtExtended.MinimalApi.Tests.Conformance;
using JwtExtended.MinimalApi.Tests.Fuzz;

namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>
/// The other process of a test: <c>dotnet JwtExtended.MinimalApi.Tests.dll [command] [arguments...]</c>. It prints one line for each
/// result.
/// </summary>
internal static class PeerProgram
{
    public const string Ready = "ready";

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["exchange", var connection, var stem, var count]:
                await SqlitePeer.ExchangeAsync(connection, stem, int.Parse(count, null));
                return 0;
            case ["revoke", var connection, var stem]:
                await SqlitePeer.RevokeAsync(connection, stem);
                return 0;
            case ["memory", var entries]:
                await MemoryFigures.PrintAsync(int.Parse(entries, null));
                return 0;
            case ["bodies", var connections]:
                await BodyFigures.PrintAsync(int.Parse(connections, null));
                return 0;
            case ["app", var store, var connection, .. var arguments]:
                await AppPeer.RunAsync(store, connection, arguments);
                return 0;
            case ["keys", var folder, var phase]:
                await KeyPeer.RunAsync(folder, phase);
                return 0;
            case ["signer"]:
                await SignerPeer.RunAsync();
                return 0;
            case ["conformance", ..]:
                return await ConformanceCommand.RunAsync(new Switches(args));
            case ["fuzz", ..]:
                return GuidedFuzzCommand.Run(new Switches(args)).All(GuidedFuzzCommand.IsClean) ? 0 : 1;
            default:
                await Console.Error.WriteLineAsync(
                    "usage: exchange CONNECTION STEM COUNT | revoke CONNECTION STEM | memory ENTRIES | bodies CONNECTIONS "
                    + "| keys FOLDER PHASE | signer "
                    + "| app STORE CONNECTION [--NAME VALUE]... | fuzz [--count COUNT] [--seed SEED] [--target NAME,NAME] "
                    + "| conformance [--stacks true] [--fuzz COUNT]");
                return 2;
        }
    }
}

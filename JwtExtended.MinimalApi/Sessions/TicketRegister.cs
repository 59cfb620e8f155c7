using JwtExtended.MinimalApi.Revocation;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Consumes tickets, each once.</summary>
internal sealed class TicketRegister(StoreClient calls, RevocationKeyFactory keys, RevocationRules rules)
{
    /// <summary>Whether this call used the ticket; of racing ones exactly one does.</summary>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public async ValueTask<bool> TryUseAsync(Token ticket, CancellationToken cancellationToken)
    {
        var standing = await calls.ConfirmAsync(
            "use a ticket", (store, cancel) => store.TryConsumeAsync(keys.ForToken(ticket), rules.TokenMarkExpires(ticket.Exp), cancel), cancellationToken);
        return standing.Won;
    }
}

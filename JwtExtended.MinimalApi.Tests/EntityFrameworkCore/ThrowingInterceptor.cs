using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>An interceptor that needs the user of a request.</summary>
internal sealed class ThrowingInterceptor : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("There is no user.");
}

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Makes the static <c>Jwt</c> speak for one app while it handles a request.</summary>
/// <param name="isAlone">Whether no other app lives in this process, and none has: then nothing has to be done.</param>
/// <param name="enter">Makes the app the current one for the rest of the calling flow.</param>
internal sealed class AppScope(Func<bool> isAlone, Action enter)
{
    public bool IsAlone => isAlone();

    public void Enter()
    {
        if (!isAlone())
            enter();
    }
}

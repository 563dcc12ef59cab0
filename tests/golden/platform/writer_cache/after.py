import shutil


def restart(folder):
    shutil.rmtree(folder, ignore_errors=True)
    # ensure filewriter cache is clear for TensorBoard events file
    return folder

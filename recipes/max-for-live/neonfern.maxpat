{
 "patcher": {
  "fileversion": 1,
  "appversion": {
   "major": 8,
   "minor": 5,
   "revision": 0,
   "architecture": "x64",
   "modernui": 1
  },
  "classnamespace": "box",
  "rect": [
   60,
   90,
   940,
   340
  ],
  "openinpresentation": 1,
  "boxes": [
   {
    "box": {
     "id": "send",
     "maxclass": "newobj",
     "patching_rect": [
      20,
      260,
      100,
      22
     ],
     "text": "udpsend 127.0.0.1 4401",
     "numinlets": 1,
     "numoutlets": 0
    }
   },
   {
    "box": {
     "id": "dial-0",
     "maxclass": "live.dial",
     "patching_rect": [
      20,
      40,
      100,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "parameter_enable": 1,
     "presentation": 1,
     "presentation_rect": [
      4,
      4,
      44,
      48
     ],
     "varname": "mix 1 weight",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "mix 1 weight",
       "parameter_shortname": "mix 1 weight",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "address-0",
     "maxclass": "newobj",
     "patching_rect": [
      20,
      160,
      100,
      22
     ],
     "text": "prepend /norm/mix/1/weight",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "dial-1",
     "maxclass": "live.dial",
     "patching_rect": [
      130,
      40,
      100,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "parameter_enable": 1,
     "presentation": 1,
     "presentation_rect": [
      52,
      4,
      44,
      48
     ],
     "varname": "mix 2 weight",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "mix 2 weight",
       "parameter_shortname": "mix 2 weight",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "address-1",
     "maxclass": "newobj",
     "patching_rect": [
      130,
      160,
      100,
      22
     ],
     "text": "prepend /norm/mix/2/weight",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "dial-2",
     "maxclass": "live.dial",
     "patching_rect": [
      240,
      40,
      100,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "parameter_enable": 1,
     "presentation": 1,
     "presentation_rect": [
      100,
      4,
      44,
      48
     ],
     "varname": "master brightness",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "master brightness",
       "parameter_shortname": "master brightness",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "address-2",
     "maxclass": "newobj",
     "patching_rect": [
      240,
      160,
      100,
      22
     ],
     "text": "prepend /norm/master/brightness",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "dial-3",
     "maxclass": "live.dial",
     "patching_rect": [
      350,
      40,
      100,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "parameter_enable": 1,
     "presentation": 1,
     "presentation_rect": [
      148,
      4,
      44,
      48
     ],
     "varname": "view zoom",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "view zoom",
       "parameter_shortname": "view zoom",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "address-3",
     "maxclass": "newobj",
     "patching_rect": [
      350,
      160,
      100,
      22
     ],
     "text": "prepend /norm/view/zoom",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "dial-4",
     "maxclass": "live.dial",
     "patching_rect": [
      460,
      40,
      100,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "parameter_enable": 1,
     "presentation": 1,
     "presentation_rect": [
      196,
      4,
      44,
      48
     ],
     "varname": "motion speed",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "motion speed",
       "parameter_shortname": "motion speed",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "address-4",
     "maxclass": "newobj",
     "patching_rect": [
      460,
      160,
      100,
      22
     ],
     "text": "prepend /norm/motion/speed",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "dial-5",
     "maxclass": "live.dial",
     "patching_rect": [
      570,
      40,
      100,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "parameter_enable": 1,
     "presentation": 1,
     "presentation_rect": [
      244,
      4,
      44,
      48
     ],
     "varname": "audio amount",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "audio amount",
       "parameter_shortname": "audio amount",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "address-5",
     "maxclass": "newobj",
     "patching_rect": [
      570,
      160,
      100,
      22
     ],
     "text": "prepend /norm/audio/amount",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "dial-6",
     "maxclass": "live.dial",
     "patching_rect": [
      680,
      40,
      100,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "parameter_enable": 1,
     "presentation": 1,
     "presentation_rect": [
      292,
      4,
      44,
      48
     ],
     "varname": "latent x",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "latent x",
       "parameter_shortname": "latent x",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "address-6",
     "maxclass": "newobj",
     "patching_rect": [
      680,
      160,
      100,
      22
     ],
     "text": "prepend /norm/latent/x",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "dial-7",
     "maxclass": "live.dial",
     "patching_rect": [
      790,
      40,
      100,
      22
     ],
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "parameter_enable": 1,
     "presentation": 1,
     "presentation_rect": [
      340,
      4,
      44,
      48
     ],
     "varname": "latent y",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "latent y",
       "parameter_shortname": "latent y",
       "parameter_type": 0,
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "address-7",
     "maxclass": "newobj",
     "patching_rect": [
      790,
      160,
      100,
      22
     ],
     "text": "prepend /norm/latent/y",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ]
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "dial-0",
      0
     ],
     "destination": [
      "address-0",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-0",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "dial-1",
      0
     ],
     "destination": [
      "address-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-1",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "dial-2",
      0
     ],
     "destination": [
      "address-2",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-2",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "dial-3",
      0
     ],
     "destination": [
      "address-3",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-3",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "dial-4",
      0
     ],
     "destination": [
      "address-4",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-4",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "dial-5",
      0
     ],
     "destination": [
      "address-5",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-5",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "dial-6",
      0
     ],
     "destination": [
      "address-6",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-6",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "dial-7",
      0
     ],
     "destination": [
      "address-7",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "address-7",
      0
     ],
     "destination": [
      "send",
      0
     ]
    }
   }
  ]
 }
}
